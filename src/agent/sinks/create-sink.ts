/**
 * A sink from its section of the configuration. Each kind reads its own settings here, so that docs/reference/sinks.md and this
 * file are all there is to compare.
 */
import { readFileSync } from 'node:fs';
import type { SettingsReader } from '../settings-reader.ts';
import { FileSink } from './file.ts';
import { OtlpSink } from './otlp.ts';
import type { Sink } from './sink.ts';
import { StdoutSink } from './stdout.ts';
import { createSyslogSink } from './syslog.ts';
import { FACILITIES } from './syslog-message.ts';
import { TlsFiles } from './tls-files.ts';
import { WebhookSink } from './webhook.ts';
import { type BodyMaker, bodyMaker, compileTemplate, TEMPLATES } from './webhook-body.ts';

export const SINK_KINDS = ['stdout', 'file', 'syslog', 'webhook', 'otlp', 'shrike'] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

/** What a sink is made in: facts that no setting says. */
export interface SinkPlace {
  readonly name: string;
  readonly version: string;
  /** Folder for what the sink must remember (keys and certificates). */
  readonly stateFolder: string;
  readonly makeServerSink: (settings: SettingsReader, place: SinkPlace) => (() => Sink) | null;
}

/** Reads the settings and says how to make the sink; problems go to the reader, and null is returned with them. */
export function readSink(kind: SinkKind, settings: SettingsReader, place: SinkPlace): (() => Sink) | null {
  const before = settings.problems.length;
  const make = READERS[kind](settings, place);
  return settings.problems.length === before ? make : null;
}

const READERS: Readonly<Record<SinkKind, (settings: SettingsReader, place: SinkPlace) => (() => Sink) | null>> = {
  stdout: () => () => new StdoutSink(),
  file: (settings) => {
    const options = {
      path: settings.text('path'),
      sizeBytesMax: settings.bytes('size_max', 100 << 20, 1024),
      filesMax: settings.int('files_max', 5, 0, 1000),
      mode: readMode(settings),
    };
    if (!options.path.startsWith('/')) settings.refuse('path', 'must be an absolute path');
    return () => new FileSink(options);
  },
  syslog: (settings) => {
    const address = readSyslogAddress(settings);
    const isDatagram = address?.transport === 'udp';
    const facility = FACILITIES.indexOf(settings.choice('facility', FACILITIES, 'authpriv'));
    const message = {
      facility,
      appName: settings.text('app_name', 'shrike'),
      enterpriseNumber: settings.int('enterprise_number', 32473, 1, 2 ** 31),
      bytesMax: settings.bytes('message_max', isDatagram ? 8192 : 1 << 20, 480),
    };
    const framing = settings.choice('framing', ['octets', 'lines'], 'octets');
    const timeoutMs = settings.durationMs('timeout', 10_000);
    const tls = readTls(settings);
    if (address === null) return null;
    return () => createSyslogSink({ ...address, framing, message, timeoutMs, tls });
  },
  webhook: (settings) => {
    const url = readUrl(settings, 'url');
    const headers = settings.texts('headers');
    const secret = readSecret(settings, 'secret', '');
    const routingKey = settings.has('routing_key') || settings.has('routing_key_file');
    const key = routingKey ? readSecret(settings, 'routing_key', '') : '';
    const makeBody = readTemplate(settings, key);
    const timeoutMs = settings.durationMs('timeout', 10_000);
    const tls = readTls(settings);
    if (url === null || makeBody === null) return null;
    return () => new WebhookSink({ url, headers, timeoutMs, tls, secret, makeBody });
  },
  otlp: (settings, { version }) => {
    const given = readUrl(settings, 'endpoint');
    const headers = settings.texts('headers');
    const encoding = settings.choice('encoding', ['protobuf', 'json'], 'protobuf');
    const timeoutMs = settings.durationMs('timeout', 10_000);
    const gzip = settings.bool('gzip', true);
    const tls = readTls(settings);
    if (given === null) return null;
    const url = new URL(given);
    // As the specification has it: an endpoint without a path gets the one of logs.
    if (url.pathname === '/') url.pathname = '/v1/logs';
    const options = {
      url: url.href,
      headers,
      timeoutMs,
      tls,
      encoding,
      version,
      ...(gzip ? { gzipFromBytes: 1024 } : {}),
    };
    return () => new OtlpSink(options);
  },
  shrike: (settings, place) => place.makeServerSink(settings, place),
};

function readMode(settings: SettingsReader): number {
  const text = settings.text('mode', '0640');
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  settings.refuse('mode', `is '${text}', but must be octal digits such as 0640`);
  return 0o640;
}

/** `udp://host:514`, `tcp://…`, `tls://…`; ports of RFC 5426 and RFC 5425 where none is given. */
function readSyslogAddress(
  settings: SettingsReader,
): { transport: 'udp' | 'tcp' | 'tls'; host: string; port: number } | null {
  const text = settings.text('address');
  if (text === '') return null;
  const match = /^(udp|tcp|tls):\/\/(\[[0-9a-f:.]+\]|[^\s:/[\]]+)(?::(\d{1,5}))?\/?$/i.exec(text);
  const transport = (match?.[1] ?? '').toLowerCase() as 'udp' | 'tcp' | 'tls';
  const port = Number(match?.[3] ?? { udp: 514, tcp: 514, tls: 6514 }[transport]);
  if (match === null || port < 1 || port > 65_535) {
    settings.refuse('address', `is '${text}', but must be like udp://host:514, tcp://host:514 or tls://host:6514`);
    return null;
  }
  return { transport, host: match[2]!.replaceAll(/[[\]]/g, ''), port };
}

/** An http or https URL, given as such or in a file. */
export function readUrl(settings: SettingsReader, name: string): string | null {
  const text = readSecret(settings, name);
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  // Not printed: a webhook's address is its password.
  settings.refuse(name, 'must be a URL that begins with http:// or https://');
  return null;
}

/** A value that should not stand in the configuration: `name`, or the first line of the file `name_file`. */
export function readSecret(settings: SettingsReader, name: string, fallback?: string): string {
  if (!settings.has(`${name}_file`)) return settings.text(name, fallback);
  if (settings.has(name)) settings.refuse(name, `and ${name}_file exclude each other`);
  const path = settings.text(`${name}_file`);
  try {
    return readFileSync(path, 'utf8').split('\n', 1)[0]!.trim();
  } catch (error) {
    settings.refuse(`${name}_file`, `cannot be read: ${(error as Error).message}`);
    return '';
  }
}

export function readTls(settings: SettingsReader): TlsFiles {
  const path = (name: string): string | undefined => (settings.has(name) ? settings.text(name) : undefined);
  const [caFile, certificateFile, keyFile] = [path('ca_file'), path('certificate_file'), path('key_file')];
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    settings.refuse(certificateFile === undefined ? 'key_file' : 'certificate_file', 'needs the other of the two');
  }
  return new TlsFiles({
    ...(caFile === undefined ? {} : { caFile }),
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  });
}

function readTemplate(settings: SettingsReader, routingKey: string): BodyMaker | null {
  if (settings.has('template_file')) {
    if (settings.has('template')) settings.refuse('template', 'and template_file exclude each other');
    const path = settings.text('template_file');
    let compiled: BodyMaker | string;
    try {
      compiled = compileTemplate(readFileSync(path, 'utf8'));
    } catch (error) {
      compiled = (error as Error).message;
    }
    if (typeof compiled !== 'string') return compiled;
    settings.refuse('template_file', `cannot be used: ${compiled}`);
    return null;
  }
  const template = settings.choice('template', TEMPLATES, 'json');
  if (template === 'pagerduty' && routingKey === '') {
    settings.refuse('routing_key', 'is missing: PagerDuty needs the integration key of its Events API v2');
  }
  return bodyMaker(template, { routingKey });
}
