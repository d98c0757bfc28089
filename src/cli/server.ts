/** `shrike server`: store, ingest, detections, API and console until Ctrl-C; and checks of detections. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
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
const DIRECTORY = '/var/lib/shrike/server';
const RETENTION_DAYS = { signal: 365, event: 15, internal: 30 };

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
  const options = readOptions(parsed.options, parsed.switches, process.env);
  if (typeof options === 'string') return wrongUse('server', options);

  const stop = awaitStop();
  // Whoever started it keeps the other end: this process never outlives that one.
  if (parsed.switches.has('end-with-input')) process.stdin.on('end', () => stop.end()).resume();
  const say = (line: string): void => {
    process.stderr.write(`shrike server: ${line}\n`);
  };
  const probeSocket = parsed.options.get('probe');
  const configFolder = parsed.options.get('config-dir');
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

/** Arguments and environment as options; a sentence when something is wrong. */
export function readOptions(
  given: ReadonlyMap<string, string>,
  switches: ReadonlySet<string>,
  environment: Readonly<Record<string, string | undefined>>,
): ServerOptions | string {
  const listen = readAddress(given.get('listen') ?? '127.0.0.1:4780', 'listen');
  if (typeof listen === 'string') return listen;
  const ingest = readAddress(given.get('ingest') ?? '127.0.0.1:4781', 'ingest');
  if (typeof ingest === 'string') return ingest;
  const [certificateFile, keyFile] = [given.get('tls-cert'), given.get('tls-key')];
  if ((certificateFile === undefined) !== (keyFile === undefined)) return '--tls-cert and --tls-key belong together';
  const retention = { ...RETENTION_DAYS };
  for (const part of (given.get('retention') ?? '').split(',').filter((one) => one !== '')) {
    const pair = /^(signal|event|internal)=(\d{1,5})$/.exec(part);
    if (pair === null || Number(pair[2]) < 1)
      return `--retention: ${part} is not signal=DAYS, event=DAYS or internal=DAYS`;
    retention[pair[1] as keyof typeof retention] = Number(pair[2]);
  }
  const adminPassword = environment.SHRIKE_ADMIN_PASSWORD;
  if (adminPassword !== undefined && adminPassword.length < 12)
    return 'SHRIKE_ADMIN_PASSWORD needs 12 characters or more';
  const store = given.get('store');
  if (store !== undefined && !/^(clickhouses?|https?):\/\//.test(store))
    return `--store: ${store} is no clickhouse:// URL`;
  const detections = given.get('detections');
  const name = given.get('name');
  const {
    SHRIKE_OIDC_ISSUER: issuer,
    SHRIKE_OIDC_CLIENT_ID: clientId,
    SHRIKE_OIDC_REDIRECT_URL: redirectUrl,
  } = environment;
  if (issuer !== undefined && (clientId === undefined || redirectUrl === undefined))
    return 'SHRIKE_OIDC_ISSUER also needs SHRIKE_OIDC_CLIENT_ID and SHRIKE_OIDC_REDIRECT_URL';
  return {
    directory: given.get('dir') ?? DIRECTORY,
    listen,
    ingest,
    ...(certificateFile === undefined ? {} : { tls: { certificateFile, keyFile: keyFile! } }),
    names: name === undefined ? [] : name.split(','),
    ...(store === undefined ? {} : { storeUrl: store }),
    retention,
    detectionFolders: [SHIPPED_DETECTIONS, ...(detections === undefined ? [] : [detections])],
    policiesFolder: given.get('policies') ?? SHIPPED_POLICIES,
    ...(existsSync(`${CONSOLE}/index.html`) ? { consoleFolder: CONSOLE } : {}),
    runDetections: !switches.has('no-detections'),
    behindProxy: switches.has('behind-proxy'),
    ...(adminPassword === undefined ? {} : { adminPassword }),
    ...(issuer === undefined
      ? {}
      : {
          oidc: {
            issuer,
            clientId: clientId!,
            clientSecret: environment.SHRIKE_OIDC_CLIENT_SECRET ?? '',
            redirectUrl: redirectUrl!,
            name: environment.SHRIKE_OIDC_NAME ?? 'single sign-on',
            roleClaim: environment.SHRIKE_OIDC_ROLE_CLAIM ?? 'groups',
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
