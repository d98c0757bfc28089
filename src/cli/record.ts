/** `shrike record`: raw records into a file, to be replayed anywhere. */
import { arch, release } from 'node:os';
import process from 'node:process';
import { loadNative } from '../capture/native.ts';
import { RecordingWriter } from '../capture/recording.ts';
import { SCHEMA_VERSION } from '../decode/records.gen.ts';
import { parseArguments } from './arguments.ts';
import { openConfig, probeOptions, watchNotes } from './configured.ts';
import { awaitStop, startProbe, wrongUse } from './session.ts';

export async function record(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['seconds', 'cgroup', 'config-dir'], plain: [1, 1] });
  if (typeof parsed === 'string') return wrongUse('record', parsed);
  const seconds = Number(parsed.options.get('seconds') ?? Number.POSITIVE_INFINITY);
  if (!(seconds > 0)) return wrongUse('record', '--seconds needs a positive number');
  const [file] = parsed.plain as [string];
  const below = parsed.options.get('cgroup');

  const { config } = openConfig(parsed.options.get('config-dir'));
  for (const note of watchNotes(config)) process.stderr.write(`shrike: ${note}\n`);
  let writer: RecordingWriter | null = null;
  const stop = awaitStop();
  const probe = startProbe({
    ...probeOptions(config),
    onRecord: (ring, view, length) => {
      if (below === undefined) writer?.write(ring, view, length);
    },
  });
  if (probe === null) {
    stop.end();
    return 3;
  }
  try {
    writer = new RecordingWriter(file, {
      schemaVersion: SCHEMA_VERSION,
      kernel: release(),
      arch: arch(),
      wallOffsetNs: String(loadNative().wallOffsetNs()),
      ...(below === undefined ? {} : { partial: true }),
    });
  } catch (error) {
    process.stderr.write(`shrike record: cannot write ${file}: ${(error as Error).message}\n`);
    await probe.stop();
    stop.end();
    return 3;
  }
  const out = writer;
  if (below !== undefined) {
    // Which cgroup a record belongs to is known once the pipeline has looked at it.
    const inside = (path: string): boolean => path === below || path.startsWith(`${below.replace(/\/$/, '')}/`);
    probe.pipeline.watch((event) => {
      if (inside(event.cgroup.path))
        out.write(
          event.type === 'open' || event.type === 'exec_failed' ? 1 : 0,
          event.record,
          event.record.u32[event.record.base >>> 2]!,
        );
    });
  }
  process.stderr.write(`recording to ${file}; Ctrl-C ends it\n`);
  const timer = Number.isFinite(seconds) ? setTimeout(() => stop.end(), seconds * 1000) : undefined;
  await stop.asked;
  clearTimeout(timer);
  await probe.stop();
  out.close();
  process.stderr.write(`${out.records} records in ${file}\n`);
  if (out.failure !== null) {
    process.stderr.write(
      `shrike record: ${file} is not whole, ${out.leftOut} records are missing: ${out.failure.message}\n`,
    );
    return 3;
  }
  return 0;
}
