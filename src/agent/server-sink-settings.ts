/** Settings of the sink `shrike`: where the server is, and how the agent gets its identity there. */
import { readFileSync } from 'node:fs';
import type { SettingsReader } from './settings-reader.ts';
import { readUrl, type SinkPlace } from './sinks/create-sink.ts';
import { Enrolment } from './sinks/enrolment.ts';
import { type Heartbeat, ServerSink } from './sinks/server.ts';
import type { Sink } from './sinks/sink.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Makes the reader of these settings, given where heartbeats come from. */
export function serverSinkReader(heartbeat: () => Promise<Heartbeat>) {
  return (settings: SettingsReader, { stateFolder }: SinkPlace): (() => Sink) | null => {
    const url = readUrl(settings, 'url');
    const tokenFile = settings.text('token_file', '');
    const token = settings.text('token', '');
    const caFile = settings.text('ca_file', '');
    const caFingerprint = settings.text('ca_fingerprint', '');
    if (!/^$|^[0-9a-f]{64}$/i.test(caFingerprint.replaceAll(':', ''))) {
      settings.refuse('ca_fingerprint', 'must be the SHA-256 of a certificate: 64 hexadecimal digits');
    }
    const timeoutMs = settings.durationMs('timeout', 30_000);
    const heartbeatMs = settings.durationMs('heartbeat', 60_000);
    if (url === null) return null;
    if (url.startsWith('http:') && !LOOPBACK.test(new URL(url).hostname)) {
      settings.refuse('url', 'must begin with https:// unless the server is on this machine');
      return null;
    }
    return () =>
      new ServerSink({
        url: url.replace(/\/$/, ''),
        timeoutMs,
        heartbeatMs,
        heartbeat,
        enrolment: new Enrolment({
          folder: stateFolder,
          url,
          // Read when needed: a token is of use for minutes, an agent runs for months.
          token: () => (tokenFile === '' ? token : readFileSync(tokenFile, 'utf8').trim()),
          caFingerprint,
          ca: () => (caFile === '' ? undefined : readFileSync(caFile, 'utf8')),
        }),
      });
  };
}
