/** How the life of processes is told. */
import { printableText } from '../../base/text.ts';
import type { EventType } from '../../enrich/event.ts';
import { shownArguments } from '../../enrich/process/shown-arguments.ts';
import { fileJson } from './parts.ts';
import type { EventView } from './view.ts';
import { cut, errnoName, nameOf } from './words.ts';

const ARGS_LENGTH_SHOWN = 160;

export const PROCESS_VIEWS = {
  fork: { category: 'Process Activity', words: (event) => `${nameOf(event.process)} was forked` },
  exec: {
    category: 'Process Activity',
    json: (event, json, context) => {
      json.file = fileJson(event.file, event.mntNs, event.process.pid, context);
      json.syscall = { name: 'exec', path: event.passedPath };
    },
    words: (event) => {
      const { image } = event.process;
      const args = cut(printableText(shownArguments(image).slice(1).join(' ')), ARGS_LENGTH_SHOWN);
      const script = image.interpreter === null ? '' : ` (script, run by ${printableText(image.interpreter.path)})`;
      return `${printableText(image.file.path)}${args === '' ? '' : ` ${args}`} started${script}`;
    },
  },
  exec_failed: {
    category: 'Process Activity',
    json: (event, json) => {
      json.syscall = {
        name: 'exec',
        path: event.passedPath,
        retval: event.retval,
        resolution: event.resolution,
      };
    },
    words: (event) =>
      `${nameOf(event.process)} could not run ${printableText(event.passedPath)} (${errnoName(-event.retval)})`,
  },
  exit: {
    category: 'Process Activity',
    json: (event, json) => {
      const { exit } = event.process.life;
      if (exit === null) return;
      json.exit = {
        cause: exit.signal === 0 ? 'EXITED' : exit.coreDumped ? 'COREDUMPED' : 'SIGNALED',
        code: exit.signal === 0 ? exit.code : exit.signal,
      };
    },
    words: (event) => {
      const { exit } = event.process.life;
      const who = nameOf(event.process);
      if (exit === null) return `${who} ended`;
      if (exit.signal === 0) return `${who} ended with code ${exit.code}`;
      return `${who} was ended by signal ${exit.signal}${exit.coreDumped ? ' with a core dump' : ''}`;
    },
  },
} satisfies Partial<Record<EventType, EventView>>;
