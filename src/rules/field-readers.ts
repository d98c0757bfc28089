/**
 * How each rule field is read from an event. A field that is not here has no live source yet: rules that use it load, read
 * its zero value, and are reported as such.
 *
 * Readers give bigint exactly where the schema calls a field wide, number for other integers; a test compares both.
 */
import type { RuntimeEvent } from '../enrich/event.ts';
import { createEventModel } from './event-model.ts';
import './fields/file.ts';
import './fields/process.ts';
import { flowCount } from '../enrich/network/flows.ts';
import { TARGET_LISTS } from './fields/kernel.ts';
import { flowReaders } from './fields/network.ts';
import { elementReaders, type FieldReader, readers } from './fields/readers.ts';

export { filterOf, hostnamesOf, isPublicAt, payloadText, setPublicAddresses } from './fields/network.ts';
export { type FieldReader, type NameSource, setNameSource } from './fields/readers.ts';

/** Reader of a field, or undefined when nothing live gives it. */
export function readerOf(fieldName: string): FieldReader | undefined {
  return readers.get(fieldName);
}

/** The model of live events: every field of the schema, read from a {@link RuntimeEvent} where there is a source. */
export const liveModel = createEventModel<RuntimeEvent>({
  readerOf,
  elementReaderOf: (name) => {
    const read = elementReaders.get(name);
    if (read === undefined) return flowReaders.get(name);
    return name.startsWith('process.')
      ? (event, index) => read(event.ancestors[index]!, event)
      : (event, index) => read(event.targetAncestors[index]!, event);
  },
  iteratorLengthOf: (iterator) => {
    if (iterator === 'process.ancestors') return (event) => event.ancestors.length;
    if (TARGET_LISTS.has(iterator)) return (event) => event.targetAncestors.length;
    return iterator === 'network_flow_monitor.flows' ? (event) => flowCount(event.record) : undefined;
  },
});

/** Names of all fields that are read live, those of ancestors included. */
export function liveFieldNames(): string[] {
  return [...readers.keys(), ...elementReaders.keys(), ...flowReaders.keys()];
}

/** Parts of a process that belong to its program run: as long as it runs the same program, they stay the same. */
const PROGRAM_PARTS: ReadonlySet<string> = new Set(
  [
    'argv0 argv args args_flags args_options args_truncated envs envp envs_truncated tty_name',
    'file.path file.name file.extension file.inode file.mount_id file.filesystem file.in_upper_layer',
    'interpreter.file.path interpreter.file.name',
  ].flatMap((names) => names.split(' ').map((name) => `process.${name}`)),
);

/** What the rule engine may remember per program run. */
export const programRun = {
  keyOf: (event: RuntimeEvent): object => event.process.image,
  covers: ({ name }: { readonly name: string }): boolean => PROGRAM_PARTS.has(name),
};
