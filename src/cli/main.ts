/**
 * The `shrike` command. Each subcommand is one file that is loaded only when it is asked for, so that `help` and `policy`
 * need neither root nor the native addon. Exit codes: 0 done, 1 the command found something wrong (a rule with errors, a
 * failed check), 2 wrong use, 3 this machine cannot do it (rights, kernel).
 */
import process from 'node:process';

interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[]): Promise<number> | number;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  up: {
    usage: 'up [--json] [--severity LEVEL] [--no-server] [--policies DIR] …',
    summary: 'watch this machine, print one line per signal, and show them in the console',
    help: `Loads the rules of DIR (default: as configured, else policies/ beside the program), watches processes and files, and prints each signal:
time, severity, rule, what happened, process <- parent <- ..., user, container. The server starts beside it, in a process of its own:
the address of the console is printed and, the first time, the password of the account admin. Ctrl-C ends both.

  --json           print signals as JSON, one per line
  --severity LEVEL print only signals of this severity or above: info, low, medium, high, critical (default: low; with --json: info).
                   The others are counted at the end, and are in the console
  --no-server      no console, nothing is stored
  --server-dir DIR, --listen HOST:PORT, --ingest HOST:PORT   as --dir, --listen, --ingest of \`shrike server\`
  --policies DIR   rules to load
  --config-dir DIR configuration to read (default: /etc/shrike)
  --socket PATH    where to serve an agent (default: probe.socket of the configuration)
  --stats          print counters when it ends`,
    run: async (args) => (await import('./up.ts')).up(args),
  },
  probe: {
    usage: 'probe [--policies DIR] [--socket PATH] [--config-dir DIR]',
    summary: 'watch and serve signals to an agent, print none: for service managers',
    help: `Does what \`up\` does but prints no signals. Whoever is in the group \`shrike\` can read them, and events, from the socket:
\`shrike agent\`, or any client of Connect or gRPC (schema/proto/shrike/v1/probe.proto), for example

  curl --unix-socket /run/shrike/probe.sock -H 'content-type: application/json' -d '{}' http://localhost/shrike.v1.Probe/GetStatus

SIGHUP or \`shrike policy reload\` loads the policies again.

  --policies DIR    rules to load
  --socket PATH     where to serve (default: probe.socket of the configuration)
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./probe.ts')).probeCommand(args),
  },
  agent: {
    usage: 'agent [--socket PATH] [--config-dir DIR]',
    summary: 'bring signals from the probe to files, syslog, webhooks, OTLP, a server',
    help: `Takes signals from the probe's socket, keeps them in a spool on disk until they are delivered, and sends them to every
sink of the configuration (\`sinks\` in shrike.yaml; docs/reference/sinks.md). Started as root it becomes the user \`shrike\`, or
nobody, and gives up all capabilities. SIGHUP reads the configuration again. \`shrike status\` shows how sinks and spool are.

  --socket PATH     socket of the probe (default: probe.socket of the configuration)
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./agent.ts')).agentCommand(args),
  },
  status: {
    usage: 'status [--json] [--config-dir DIR]',
    summary: 'how probe and agent are: counts, losses, rules, sinks, spool',
    help: `Asks probe and agent over their sockets. Exit code: 0 all is well, 1 something is lost, failing or waiting for repair, 3 no
probe answers.

  --json            everything, as JSON
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./status.ts')).status(args),
  },
  metrics: {
    usage: 'metrics [--config-dir DIR]',
    summary: 'what probe and agent count, in the text format of Prometheus',
    help: `Prints once what \`metrics.listen\` of the configuration lets the agent serve at /metrics: records seen, filtered, delivered and lost by event
type and reason, signals and suppressed ones, rules, hooks, self-tests, spool and sinks. Exit code: 0 done, 3 no probe answers.

  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./metrics.ts')).metrics(args),
  },
  'self-test': {
    usage: 'self-test [--json]',
    summary: 'make real events and see that rules match them',
    help: `Asks the running probe to have a program started, a file opened and its mode changed, and to wait for rules of its own that must
match. The result is also an event (self_test) and in \`shrike status\`. Exit code: 0 passed, 1 something failed, 3 no probe answers.

  --json            results as JSON
  --config-dir DIR  configuration to read (default: /etc/shrike)
  --socket PATH     socket of the probe (default: probe.socket of the configuration)`,
    run: async (args) => (await import('./self-test.ts')).selfTestCommand(args),
  },
  flare: {
    usage: 'flare [FILE]',
    summary: 'one archive with what a bug report needs, without secrets',
    help: `Writes what status, config, doctor, policy check and respond say, the configuration files, facts of the kernel and the last
lines of the services' journals to a compressed archive (default: shrike-flare-TIME.tar.gz here). Passwords, keys and tokens are
taken out of every part; look through it all the same before you give it away.

  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./flare.ts')).flare(args),
  },
  respond: {
    usage: 'respond [status | dismantle RULE | rearm RULE | undo FILTER | deny on|off|status]',
    summary: 'what rules may do to the system, and taking it back',
    help: `Asks the running probe, on a socket that only root may use. Exit code: 0 done, 1 there was nothing to do, 3 no probe answers.

  status           which rules act, which are disarmed, which network filters are in force
  dismantle RULE   takes from a rule the right to kill and to filter packets, and removes its filters; it matches as before
  rearm RULE       gives it back, also to a rule that was disarmed because it hit too much
  undo FILTER      removes one network filter, by the number that status and the signal give
  deny off         lets every call through at once, whatever rules deny; until deny on, or the next start
  deny on          refuses again
  deny status      which calls are refused, by which rules, how many were, and which rules cannot

  --socket PATH     socket of the probe (default: probe.socket of the configuration)
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./respond.ts')).respond(args),
  },
  events: {
    usage: 'events [--type exec,open] [--filter SECL] [--json]',
    summary: 'live tail of events, before rules',
    help: `  --type LIST     only these events: ${['fork', 'exec', 'exit', 'exec_failed', 'open'].join(', ')}
  --filter SECL   only events for which the expression holds, e.g. 'open.file.path =~ "/etc/**"'
  --json          one JSON object per line, valid whatever bytes the names hold
  --count N       end after N events
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./events.ts')).events(args),
  },
  fim: {
    usage: 'fim PATH… | baseline PATH… | verify FILE',
    summary: 'what changes below a path, when and by whom; whether a tree is as it was',
    help: `  PATH…                 live: one line per change at or below the paths: opened for writing, mode, owner, names, times, attributes;
                        with the process, its ancestors, its user and container. Needs root. Ctrl-C ends it
    --json              one JSON object per line
    --count N           end after N changes
  baseline PATH…        type, mode, owner, size, SHA-256 and link target of everything below the paths, as JSON lines.
                        Stays on the file system of each path
    --output FILE       where to write them (default: standard output). Keep the file where the machine cannot change it
  verify FILE           compares the same paths with the baseline and prints what was added, removed or changed. Where dpkg knows
                        a file, the line says whether its content is now that of its package
    --json              one JSON object per difference
  --config-dir DIR      configuration to read (default: /etc/shrike)

Exit code: 0 nothing has changed, 1 something has, 2 wrong use or no baseline, 3 this machine cannot watch.`,
    run: async (args) => (await import('./fim.ts')).fim(args),
  },
  ps: {
    usage: 'ps [--container NAME] [--json]',
    summary: 'live processes by container',
    help: `Reads /proc and asks the container runtimes once; needs no running probe. Without root, other users' processes are shown in part.

  --container NAME  only this container, by name or by the beginning of its id; 'host' for those outside of containers
  --all             kernel threads too
  --json            one JSON object per line
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./ps.ts')).ps(args),
  },
  tree: {
    usage: 'tree [PID] [--container NAME]',
    summary: 'live processes by ancestry, with containers marked',
    help: `  PID               only this process, its ancestors and its descendants
  --container NAME  only the processes of this container, with their ancestors
  --all             kernel threads too
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./tree.ts')).tree(args),
  },
  config: {
    usage: 'config [--config-dir DIR] [--json] [KEY…]',
    summary: 'values in force, and where each comes from',
    help: `Reads the configuration as \`up\` does and prints every value with its file and line, its environment variable, or
"default". What is wrong goes to standard error, and the exit code is 1 when a value could not be used. Secrets are masked.

  KEY…             only these keys, or sections such as runtime_security_config.policies
  --config-dir DIR files to read (default: /etc/shrike); /etc/datadog-agent works as it is
  --json           values, files and problems as JSON`,
    run: async (args) => (await import('./config.ts')).configCommand(args),
  },
  doctor: {
    usage: 'doctor [--json]',
    summary: 'what this kernel offers, which hook serves each event, what is exact',
    help: `Checks kernel, BTF, capabilities and lockdown, attaches every program for a moment, and prints for each event
which hook serves it, whether its facts are exact, and what is missing.`,
    run: async (args) => (await import('./doctor.ts')).doctor(args),
  },
  record: {
    usage: 'record FILE [--seconds N] [--cgroup PATH]',
    summary: 'write the records of this machine to a file',
    help: `Records hold command lines and environments of every process they cover: treat the file as a secret. Values of
environment variables are left out.

  --seconds N     end after N seconds (default: Ctrl-C)
  --cgroup PATH   only processes in this cgroup or below
  --config-dir DIR  configuration to read (default: /etc/shrike)`,
    run: async (args) => (await import('./record.ts')).record(args),
  },
  replay: {
    usage: 'replay FILE [--policy DIR] [--json] [--events]',
    summary: 'run a recording through the same pipeline, without root',
    help: `  --policy DIR   rules to load (default: policies/ beside the program)
  --json         signals as JSON, one per line
  --events       print the events, not only signals`,
    run: async (args) => (await import('./replay.ts')).replay(args),
  },
  server: {
    usage: 'server [--dir DIR] [--listen HOST:PORT] …',
    summary: 'store, detections, API and console for signals and events of agents',
    help: `Without options: everything on this machine, reachable from here alone. Prints where the console is and, at the first
start, the password of the account admin. Ctrl-C ends it.

  --dir DIR            data, keys and the embedded store (default: /var/lib/shrike/server)
  --listen HOST:PORT   API and console (default: 127.0.0.1:4780); beyond loopback only with TLS and a password of one's own
  --tls-cert FILE, --tls-key FILE   certificate (chain) and key, PEM
  --behind-proxy       a proxy in front terminates TLS and sets X-Forwarded-For
  --ingest HOST:PORT   where agents deliver, always TLS (default: 127.0.0.1:4781)
  --name NAME,…        more names under which agents know this machine
  --enrol-token NAME   make a token with which agents may enrol, and print it
  --store URL          clickhouse://user:password@host:8123/database?cluster=NAME instead of the embedded store
  --retention LIST     days to keep records, such as signal=365,event=15,internal=30 (the default)
  --policies DIR       rules, for their texts (default: policies/ beside the program)
  --detections DIR     detections besides the shipped ones; same ids replace them
  --no-detections      leave detections to another server of the cluster
  --probe SOCKET       also take the signals of the probe of this machine, as \`shrike up\` has it do; gives up root where it can
  --config-dir DIR     configuration to read (default: /etc/shrike)
  --end-with-input     end when the standard input ends

  server detections [DIR…]   check detections and run the tests in them

Everything can also stand in /etc/shrike/shrike.yaml below \`server\` (\`shrike config server\`), the first password and the login
through an identity provider as well; the command line wins.`,
    run: async (args) => (await import('./server.ts')).serverCommand(args),
  },
  policy: {
    usage: 'policy check|eval|test|reload …',
    summary: 'check, evaluate and test rules; reload them',
    help: `  policy check DIR [--json]                   load the policies and report every rule
  policy eval DIR --rule ID --event FILE      does the rule match this event, and why
  policy test DIR                             run the cases that stand beside the rules
  policy coverage [DIR]                       which ATT&CK techniques rules with passing cases look for
  policy reload [--socket PATH]               make the running probe load its policies again, and say what came of it`,
    run: async (args) =>
      args[0] === 'reload'
        ? (await import('./policy-reload.ts')).policyReload(args.slice(1))
        : (await import('./policy.ts')).policyCommand([...args]),
  },
  rules: {
    usage: 'rules explain ID [--policies DIR]',
    summary: 'what a rule says, in parts',
    help: '',
    run: async (args) => (await import('./policy.ts')).policyCommand(['rules', ...args]),
  },
};

function overview(): string {
  const width = Math.max(...Object.values(COMMANDS).map((c) => c.usage.length));
  const rows = Object.values(COMMANDS).map((c) => `  ${c.usage.padEnd(width)}  ${c.summary}`);
  return `shrike: workload runtime security for Linux\n\n${rows.join('\n')}\n\nshrike COMMAND --help says more.\n`;
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const topic = rest[0] === undefined ? undefined : COMMANDS[rest[0]];
    process.stdout.write(topic === undefined ? overview() : `shrike ${topic.usage}\n\n${topic.help}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    process.stderr.write(`shrike: there is no command '${name}'\n\n${overview()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`shrike ${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  return command.run(rest);
}

// A reader that goes away (`shrike events | head`) ends the command; it is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main(process.argv.slice(2));
