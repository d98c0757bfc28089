/**
 * What the agent is to do, read from the configuration. Everything that is wrong is collected; a sink with a problem does not run,
 * the others do.
 */
import { join } from 'node:path';
import { RecordClass, Severity } from '../wire/record.gen.ts';
import { documentCondition } from './document-condition.ts';
import type { RecordFilterOptions } from './record-filter.ts';
import type { RetryOptions } from './retry-delay.ts';
import { parseBytes, SettingsReader, type Tree } from './settings-reader.ts';
import { readSink, SINK_KINDS, type SinkPlace } from './sinks/create-sink.ts';
import type { Sink } from './sinks/sink.ts';

export interface SinkSettings {
  readonly name: string;
  readonly kind: string;
  readonly filter: RecordFilterOptions;
  readonly retry: RetryOptions;
  readonly deadBytesMax: number;
  /** Null: it cannot be made, and `problems` says why. */
  readonly make: (() => Sink) | null;
  readonly problems: readonly string[];
  /** Settings as text, to see whether a reload changed them. */
  readonly fingerprint: string;
}

/** Settings of the spool; they are fixed while the agent runs. */
export interface SpoolSettings {
  readonly signalsBytesMax: number;
  readonly eventsBytesMax: number;
  readonly ageMsMax: number;
  readonly sync: 'flush' | 'second' | 'never';
}

export interface AgentSettings {
  readonly probeSocket: string;
  readonly agentSocket: string;
  readonly stateFolder: string;
  /** Where metrics are served, null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly spool: SpoolSettings;
  readonly sinks: readonly SinkSettings[];
  readonly problems: readonly string[];
}

/** The sinks where none are configured: a file that everybody can follow. */
export const DEFAULT_SINKS: Tree = { file: { type: 'file', path: '/var/log/shrike/signals.json' } };

const SINKS_MAX = 32;

const CLASSES: Readonly<Record<string, RecordClass>> = {
  signal: RecordClass.SIGNAL,
  event: RecordClass.EVENT,
  internal: RecordClass.INTERNAL,
};

const SEVERITIES: Readonly<Record<string, Severity>> = {
  informational: Severity.INFORMATIONAL,
  info: Severity.INFORMATIONAL,
  low: Severity.LOW,
  medium: Severity.MEDIUM,
  high: Severity.HIGH,
  critical: Severity.CRITICAL,
};

/** Reads the section `sinks`. */
export function readSinks(
  tree: Tree,
  place: Omit<SinkPlace, 'name'>,
): { sinks: SinkSettings[]; problems: readonly string[] } {
  const problems: string[] = [];
  if (typeof tree !== 'object' || Array.isArray(tree)) {
    return { sinks: [], problems: ['sinks must be a mapping of names to settings'] };
  }
  const sinks: SinkSettings[] = [];
  for (const [name, section] of Object.entries(tree)) {
    if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) {
      problems.push(`sinks.${name}: a sink's name is at most 64 letters, digits, '-', '_', '.'`);
      continue;
    }
    if (sinks.length >= SINKS_MAX) {
      problems.push(`there are more than ${SINKS_MAX} sinks; the rest is not used`);
      break;
    }
    const sink = readSinkSection(name, section, place);
    if (sink === null) continue;
    problems.push(...sink.problems);
    sinks.push(sink);
  }
  return { sinks, problems };
}

/** Null for a sink that is switched off. */
function readSinkSection(name: string, section: Tree, place: Omit<SinkPlace, 'name'>): SinkSettings | null {
  const problems: string[] = [];
  const reader = new SettingsReader(`sinks.${name}`, section, problems);
  const isEnabled = reader.bool('enabled', true);
  const kind = reader.choice('type', SINK_KINDS);
  const filter = readFilter(reader);
  const retrySection = reader.section('retry');
  const retry = {
    firstMs: retrySection.durationMs('first', 1000),
    longestMs: retrySection.durationMs('longest', 300_000),
  };
  retrySection.finish();
  const deadBytesMax = reader.bytes('dead_letters_max', 10 << 20, 4096);
  const own = { ...place, name, stateFolder: join(place.stateFolder, 'sinks', name) };
  const made = problems.length === 0 ? readSink(kind, reader, own) : null;
  // With a problem above, what the kind would have asked for is not known.
  if (problems.length === 0) reader.finish();
  if (!isEnabled) return null;
  const make = problems.length === 0 ? made : null;
  return { name, kind, filter, retry, deadBytesMax, make, problems, fingerprint: JSON.stringify(section) };
}

function readFilter(reader: SettingsReader): RecordFilterOptions {
  const words = reader.list('classes') ?? ['signal'];
  const classes = new Set<RecordClass>();
  for (const word of words) {
    const found = CLASSES[word];
    if (found === undefined) reader.refuse('classes', `has '${word}'; there are ${Object.keys(CLASSES).join(', ')}`);
    else classes.add(found);
  }
  if (classes.size === 0 && words.length === 0) reader.refuse('classes', 'is empty: the sink would get nothing');
  const severity = SEVERITIES[reader.choice('severity', Object.keys(SEVERITIES), 'informational')]!;
  const types = reader.list('event_types');
  const rules = reader.list('rules');
  const text = reader.text('filter', '');
  const condition = text === '' ? null : documentCondition(text);
  if (typeof condition === 'string') reader.refuse('filter', `cannot be used:\n${condition}`);
  return {
    classes,
    severity,
    types: types === null ? null : new Set(types),
    rules: rules === null ? null : new Set(rules),
    condition: typeof condition === 'string' ? null : condition,
  };
}

/** Bytes of a size in the configuration, or a sentence. */
export function readSize(name: string, text: string, min: number, problems: string[], fallback: number): number {
  const bytes = parseBytes(text);
  if (bytes !== null && bytes >= min) return bytes;
  problems.push(`${name} is '${text}', but must be a size such as 512MiB, at least ${min} bytes`);
  return fallback;
}
