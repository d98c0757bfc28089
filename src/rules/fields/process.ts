/** Fields of processes and of their life: fork, exec, exit; and of every event. */
import { addContent, addElements, addProcess, CREDENTIALS, readers, WORKLOAD } from './readers.ts';

// The acting process: its entry for what belongs to the program, the record for what belongs to the moment and thread.
addProcess('process', (e) => e.process);
addProcess('process.parent', (e) => e.process.ancestor);
addProcess('exec', (e) => e.process);
addProcess('exit', (e) => e.process);
addElements('process.ancestors');
for (const prefix of ['process', 'exec', 'exit']) {
  for (const [name, read] of Object.entries(CREDENTIALS)) {
    readers.set(`${prefix}.${name}`, (e) => read(e.credentials, e.mntNs, e.process.pid));
  }
  readers.set(`${prefix}.tid`, (e) => e.tid);
  readers.set(`${prefix}.ppid`, (e) => e.ppid);
  readers.set(`${prefix}.comm`, (e) => e.comm);
  readers.set(`${prefix}.mntns`, (e) => e.mntNs);
  readers.set(`${prefix}.netns`, (e) => e.netNs);
  for (const [name, read] of Object.entries(WORKLOAD)) readers.set(`${prefix}.${name}`, (e) => read(e.cgroup, e));
}

addContent('exec.file', (e) => e.process.image.file);
readers.set('exec.syscall.path', (e) => e.passedPath);

readers.set('exit.code', (e) => {
  const exit = e.process.life.exit;
  return exit === null ? 0 : exit.signal !== 0 ? exit.signal : exit.code;
});
readers.set('exit.cause', (e) => {
  const exit = e.process.life.exit;
  if (exit === null || exit.signal === 0) return 0;
  return exit.coreDumped ? 1 : 2;
});

readers.set('event.timestamp', (e) => e.timestampNs);
readers.set('event.hostname', (e) => e.hostname);
readers.set('event.async', () => false);
readers.set('event.origin', () => 'ebpf');
readers.set('event.os', () => 'linux');
readers.set('event.source', () => 'runtime');
