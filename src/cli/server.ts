/** `shrike server`: store, ingest, detections, API and console until Ctrl-C; and checks of detections. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig, renderConfigDiagnostic } from '../config/index.ts';
import { loadDetections, type ServerOptions, StartError, startServer, testDetections } from '../server/index.ts';
import { parseArguments } from './arguments.ts';
import { becomePowerless, startLocalAgent } from './local-agent.ts';
import { SHIPPED_POLICIES } from './policies.ts';
import { awaitStop, wrongUse } from './session.ts';
import { VERSION } from './version.ts';

/** The shipped detections. */
const SHIPPED_DETECTIONS = fileURLToPath(new URL('../../detections', import.meta.url));
/** Where the built console lies. */
const CONSOLE = fileURLToPath(new URL('../../console/dist', import.meta.url));

export async function serverCommand(args: readonly string[]): Promise<number> {
  if (args[0] === 'detections') return checkDetections(args.slice(1));
  const parsed = parseArguments(args, {
    switches: ['no-detections', 'behind-proxy', 'end-with-input'],
    options: [
      'dir',
      'listen',
      'ingest',
      'tls-cert',
      'tls-key',
      'store',
      'policies',
      'detections',
      'retention',
      'name',
      'enrol-token',
      'probe',
      'config-dir',
    ],
  });
  if (typeof parsed === 'string') return wrongUse('server', parsed);
  const configFolder = parsed.options.get('config-dir');
  const { config } = loadConfig(configFolder === undefined ? {} : { folder: configFolder });
  // Beside a probe, that has said it already.
  if (!parsed.options.has('probe'))
    for (const diagnostic of config.diagnostics) process.stderr.write(`${renderConfigDiagnostic(diagnostic)}\n`);
  const options = readOptions(parsed.options, parsed.switches, config);
  if (typeof options === 'string') return wrongUse('server', options);

  const stop = awaitStop();
  // Whoever started it keeps the other end: this process never outlives that one.
  if (parsed.switches.has('end-with-input')) process.stdin.on('end', () => stop.end()).resume();
  const say = (line: string): void => {
    process.stderr.write(`shrike server: ${line}\n`);
  };
  const probeSocket = parsed.options.get('probe');
  try {
    if (probeSocket !== undefined) {
      mkdirSync(dirname(options.directory), { recursive: true, mode: 0o755 });
      const rights = becomePowerless(options.directory, configFolder);
      if (rights !== null) say(rights);
    }
    const server = await startServer(options, VERSION, say);
    process.stdout.write(`console and API  ${server.url}\n`);
    if (server.firstPassword !== null)
      process.stdout.write(`first login      admin / ${server.firstPassword}   (shown once; change it)\n`);
    if (probeSocket === undefined)
      process.stdout.write(`ingest           https://${server.ingestAddress}, authority ${server.fingerprint}\n`);
    const name = parsed.options.get('enrol-token');
    if (name !== undefined) process.stdout.write(`enrolment token  ${await server.createEnrolToken(name, null)}\n`);
    const agent =
      probeSocket === undefined
        ? null
        : await startLocalAgent({ server, probeSocket, directory: options.directory, configFolder, say });
    if (typeof agent === 'string') say(`takes nothing from the probe: ${agent}`);
    if (probeSocket === undefined) process.stderr.write('Ctrl-C ends it\n');
    await stop.asked;
    if (agent !== null && typeof agent !== 'string') await agent.stop();
    await server.stop();
    return 0;
  } catch (error) {
    stop.end();
    if (!(error instanceof StartError)) throw error;
    say(error.message);
    return 3;
  }
}

/** `shrike server detections FOLDER…`: reads detections and runs the tests in them. */
function checkDetections(folders: readonly string[]): number {
  const { detections, faults } = loadDetections(folders.length === 0 ? [SHIPPED_DETECTIONS] : folders);
  for (const { file, line, id, message } of faults)
    process.stderr.write(`${file}:${line}: ${id === '' ? '' : `${id}: `}${message}\n`);
  const results = testDetections(detections);
  const failed = results.filter(({ failure }) => failure !== null);
  for (const { detection, name, failure } of failed) process.stderr.write(`${detection}: ${name}: ${failure}\n`);
  process.stdout.write(
    `${detections.length} detections, ${results.length} tests, ${failed.length} failed, ${faults.length} faults\n`,
  );
  return faults.length + failed.length === 0 ? 0 : 1;
}

/** The configuration as options; the command line wins. A sentence when something is wrong. */
export function readOptions(
  given: ReadonlyMap<string, string>,
  switches: ReadonlySet<string>,
  config: Config,
): ServerOptions | string {
  const or = (option: string, configured: string): string | undefined => given.get(option) ?? (configured || undefined);
  const listen = readAddress(or('listen', config.text('server.listen'))!, 'listen');
  if (typeof listen === 'string') return listen;
  const ingest = readAddress(or('ingest', config.text('server.ingest'))!, 'ingest');
  if (typeof ingest === 'string') return ingest;
  const [certificateFile, keyFile] = [
    or('tls-cert', config.text('server.tls_cert')),
    or('tls-key', config.text('server.tls_key')),
  ];
  if ((certificateFile === undefined) !== (keyFile === undefined)) return '--tls-cert and --tls-key belong together';
  const retention = {
    signal: config.int('server.retention.signal'),
    event: config.int('server.retention.event'),
    internal: config.int('server.retention.internal'),
  };
  for (const part of (given.get('retention') ?? '').split(',').filter((one) => one !== '')) {
    const pair = /^(signal|event|internal)=(\d{1,5})$/.exec(part);
    if (pair === null || Number(pair[2]) < 1)
      return `--retention: ${part} is not signal=DAYS, event=DAYS or internal=DAYS`;
    retention[pair[1] as keyof typeof retention] = Number(pair[2]);
  }
  const adminPassword = config.text('server.admin_password') || undefined;
  if (adminPassword !== undefined && adminPassword.length < 12)
    return 'SHRIKE_ADMIN_PASSWORD (server.admin_password) needs 12 characters or more';
  const store = or('store', config.text('server.store'));
  if (store !== undefined && !/^(clickhouses?|https?):\/\//.test(store))
    // The address may hold a password: it is not repeated.
    return '--store (server.store) is no clickhouse:// URL';
  const detections = or('detections', config.text('server.detections'));
  const name = given.get('name');
  const issuer = config.text('server.oidc.issuer');
  const clientId = config.text('server.oidc.client_id');
  const redirectUrl = config.text('server.oidc.redirect_url');
  if (issuer !== '' && (clientId === '' || redirectUrl === ''))
    return 'SHRIKE_OIDC_ISSUER (server.oidc.issuer) also needs SHRIKE_OIDC_CLIENT_ID and SHRIKE_OIDC_REDIRECT_URL';
  return {
    directory: or('dir', config.text('server.dir'))!,
    listen,
    ingest,
    ...(certificateFile === undefined ? {} : { tls: { certificateFile, keyFile: keyFile! } }),
    names: name === undefined ? config.list('server.names') : name.split(','),
    ...(store === undefined ? {} : { storeUrl: store }),
    retention,
    detectionFolders: [SHIPPED_DETECTIONS, ...(detections === undefined ? [] : [detections])],
    policiesFolder: or('policies', config.text('server.policies')) ?? SHIPPED_POLICIES,
    ...(existsSync(`${CONSOLE}/index.html`) ? { consoleFolder: CONSOLE } : {}),
    runDetections: config.bool('server.run_detections') && !switches.has('no-detections'),
    behindProxy: config.bool('server.behind_proxy') || switches.has('behind-proxy'),
    ...(adminPassword === undefined ? {} : { adminPassword }),
    ...(issuer === ''
      ? {}
      : {
          oidc: {
            issuer,
            clientId,
            clientSecret: config.text('server.oidc.client_secret'),
            redirectUrl,
            name: config.text('server.oidc.name') || 'single sign-on',
            roleClaim: config.text('server.oidc.role_claim') || 'groups',
            roles: { 'shrike-admin': 'admin', 'shrike-analyst': 'analyst', 'shrike-viewer': 'viewer' },
            defaultRole: null,
          },
        }),
  };
}

function readAddress(text: string, option: string): { host: string; port: number } | string {
  const parts = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  if (parts === null || Number(parts[3]) > 65_535) return `--${option}: ${text} is not HOST:PORT`;
  return { host: parts[1] ?? (parts[2] === '' ? '0.0.0.0' : parts[2]!), port: Number(parts[3]) };
}
