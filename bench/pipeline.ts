/**
 * Events per second of CPU time through `Pipeline.handle`: check, process tree, event, and a watcher that reads what an
 * ordinary rule set reads (path, thread name, program). `node bench/pipeline.ts [RECORDING]`; needs no root.
 *
 * Without a recording the stream is made up: programs start, open files among 256 paths and end. Environments are equal
 * among all processes of a session, as they are on real machines.
 */
import { RecordingSource } from '../src/capture/recording.ts';
import { RecordView } from '../src/decode/record-view.ts';
import { ExecRecord, ForkRecord, OpenRecord, RECORD_SIZES, RecordType } from '../src/decode/records.gen.ts';
import { CgroupResolver } from '../src/enrich/container/cgroup-resolver.ts';
import { ProcessTree } from '../src/enrich/process/process-tree.ts';
import { Pipeline } from '../src/probe/pipeline.ts';
import { median, printTable } from './table.ts';

const ROUNDS = 9;
const PROGRAMS = 400;
const PATHS = 256;

interface Stored {
  readonly ring: number;
  readonly base: number;
  readonly length: number;
}
interface Stream {
  readonly name: string;
  readonly view: RecordView;
  readonly records: readonly Stored[];
}

type Accessor = (r: RecordView) => number | bigint;

/** Where a field lies, found by asking its accessor, so that the layout stays written in one place. */
const places = new Map<Accessor, number>();
function placeOf(accessor: Accessor, size: number): number {
  let place = places.get(accessor);
  if (place !== undefined) return place;
  const view = new RecordView(new ArrayBuffer((size + 7) & ~7));
  for (place = 0; place < size; place++) {
    view.u8[place] = 1;
    if (Number(accessor(view)) === 1) break;
    view.u8[place] = 0;
  }
  if (place === size) throw new Error('no byte of the record sets this field to 1');
  places.set(accessor, place);
  return place;
}

/** Builds records one after the other in one piece of memory. */
class StreamWriter {
  readonly view = new RecordView(new ArrayBuffer(64 << 20));
  readonly records: Stored[] = [];
  #end = 0;
  #base = 0;
  #size = 0;
  #sequence = 0;

  begin(type: number): this {
    this.#base = this.#end;
    this.#size = RECORD_SIZES[type]!;
    this.#sequence++;
    this.view.u16[(this.#base + 4) >>> 1] = type;
    this.view.u64[(this.#base + 8) >>> 3] = BigInt(this.#sequence);
    this.view.u64[(this.#base + 16) >>> 3] = BigInt(1_000_000_000 + this.#sequence * 1000);
    this.#end = this.#base + this.#size;
    return this;
  }

  set32(accessor: (r: RecordView) => number, value: number): this {
    this.view.u32[(this.#base + placeOf(accessor, this.#size)) >>> 2] = value;
    return this;
  }

  set64(accessor: (r: RecordView) => bigint, value: bigint): this {
    this.view.u64[(this.#base + placeOf(accessor, this.#size)) >>> 3] = value;
    return this;
  }

  /** A reference whose length is read by `lengthOf`; the offset lies before it. */
  text(lengthOf: (r: RecordView) => number, text: string): this {
    const bytes = Buffer.from(text);
    const at = (this.#base + placeOf(lengthOf, this.#size)) >>> 2;
    this.view.u32[at - 1] = this.#end - this.#base;
    this.view.u32[at] = bytes.length;
    this.view.u8.set(bytes, this.#end);
    this.#end += bytes.length;
    return this;
  }

  inline(placeInRecord: number, text: string): this {
    this.view.u8.set(Buffer.from(text), this.#base + placeInRecord);
    return this;
  }

  finish(ring: number): void {
    const length = (this.#end - this.#base + 7) & ~7;
    this.view.u32[this.#base >>> 2] = length;
    this.records.push({ ring, base: this.#base, length });
    this.#end = this.#base + length;
  }
}

/** `/a/b` as the kernel half writes it: leaf first. */
function leafFirst(path: string): string {
  return `${path.slice(1).split('/').reverse().join('\0')}\0`;
}

/** @param opensPerProgram opens of each program between its exec and its exit */
function synthetic(opensPerProgram: number): Stream {
  const w = new StreamWriter();
  const environment = Array.from({ length: 30 }, (_, i) => `VARIABLE_${i}=/some/value/of/ordinary/length/${i}\0`).join(
    '',
  );
  const cgroup = leafFirst('/system.slice/example.service');
  const zero = new RecordView(new ArrayBuffer(1024));
  const comm = ForkRecord.taskCommOffset(zero);
  for (let program = 0; program < PROGRAMS; program++) {
    const pid = 1000 + program;
    const name = `program-${program % 20}`;
    const task = (): void => {
      // The acting task stands at the same place in every record.
      w.set32(ForkRecord.taskPid, pid).set32(ForkRecord.taskTid, pid).set32(ForkRecord.taskPpid, 999);
      w.set64(ForkRecord.taskStartNs, BigInt(pid) * 1000n)
        .set64(ForkRecord.taskCgroupId, 77n)
        .inline(comm, name);
    };
    w.begin(RecordType.fork);
    task();
    w.set64(ForkRecord.taskExecId, 1n).set32(ForkRecord.forkerPid, 999).text(ForkRecord.cgroupLength, cgroup).finish(0);
    w.begin(RecordType.exec);
    task();
    w.set64(ForkRecord.taskExecId, 2n).set64(ExecRecord.fileInode, BigInt(5000 + (program % 20)));
    w.text(ExecRecord.filePathLength, leafFirst(`/usr/bin/${name}`)).text(ExecRecord.filenameLength, name);
    w.text(ExecRecord.argsLength, `${name}\0--number\0${program}\0`).text(ExecRecord.envsLength, environment);
    w.text(ExecRecord.cwdLength, leafFirst('/home/someone/project')).text(ExecRecord.cgroupLength, cgroup);
    w.inline(ExecRecord.fileFilesystemOffset(zero), 'ext4').set32(ExecRecord.argc, 3).finish(0);
    for (let open = 0; open < opensPerProgram; open++) {
      const path = (program * 31 + open * 7) % PATHS;
      w.begin(RecordType.open);
      task();
      w.set64(ForkRecord.taskExecId, 2n).set64(OpenRecord.fileInode, BigInt(9000 + path));
      w.text(OpenRecord.filePathLength, leafFirst(`/usr/lib/x86_64/part-${path % 16}/library-${path}.so.6`));
      w.inline(OpenRecord.fileFilesystemOffset(zero), 'ext4').finish(1);
    }
    w.begin(RecordType.exit);
    task();
    w.set64(ForkRecord.taskExecId, 2n).finish(0);
  }
  const kind = opensPerProgram === 0 ? 'programs only' : `${opensPerProgram} opens per program`;
  return { name: `made up, ${kind}`, view: w.view, records: w.records };
}

async function recorded(path: string): Promise<Stream> {
  const records: Stored[] = [];
  let view = new RecordView(new ArrayBuffer(0));
  await new RecordingSource(path).run((ring, v, length) => {
    view = v;
    records.push({ ring, base: v.base, length });
  });
  return { name: 'recording', view, records };
}

let checksum = 0;

/** One pass over the stream, as often as it takes to make a hundred thousand events. */
function pass({ view, records }: Stream): { events: number; cpuSeconds: number } {
  let events = 0;
  let cpuUs = 0;
  while (events < 100_000) {
    const pipeline = new Pipeline<never>({
      tree: new ProcessTree({ reader: null }),
      cgroups: new CgroupResolver({ procRoot: '/nonexistent' }),
      hostname: 'h',
      onSignal: () => {},
    });
    pipeline.watch((event) => {
      checksum =
        (checksum + event.file.path.length + event.comm.length + event.process.image.file.path.length + event.tid) | 0;
    });
    const start = process.cpuUsage();
    for (const { ring, base, length } of records) pipeline.handle(ring, view.at(base), length);
    const { user, system } = process.cpuUsage(start);
    cpuUs += user + system;
    const { counts } = pipeline;
    if (counts.stageErrors > 0) throw pipeline.firstError;
    if (counts.malformed > 0 || counts.events !== records.length)
      throw new Error(`${counts.malformed} of ${records.length} records malformed, ${counts.events} events`);
    events += counts.events;
  }
  return { events, cpuSeconds: cpuUs / 1e6 };
}

const path = process.argv[2];
const streams = path === undefined ? [synthetic(0), synthetic(50)] : [await recorded(path)];
printTable(
  streams.map((stream) => {
    const rates: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const { events, cpuSeconds } = pass(stream);
      // The first round warms up.
      if (round > 0) rates.push(events / cpuSeconds);
    }
    return {
      what: stream.name,
      value: median(rates),
      unit: 'events/CPU s',
      note: `${(1e9 / median(rates)).toFixed(0)} ns per event, ${stream.records.length} records`,
    };
  }),
);
console.log(`checksum ${checksum}`);
