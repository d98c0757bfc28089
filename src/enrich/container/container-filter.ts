/**
 * Which containers' events are wanted: `container_include` and `container_exclude`, patterns with a kind in front.
 * Include wins over exclude. Patterns are regular expressions found anywhere in the value, and run on a linear-time engine, as
 * image names come from whoever starts containers.
 */
import { RE2JS } from 're2js';
import type { Container } from './container.ts';

const KINDS = ['image', 'name', 'kube_namespace'] as const;
type Kind = (typeof KINDS)[number];

interface Pattern {
  readonly kind: Kind;
  readonly regexp: RE2JS;
}

export interface ContainerFilterOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly excludePause?: boolean;
}

/** A compiled filter, and what was wrong with its patterns. */
export class ContainerFilter {
  readonly problems: readonly string[];
  readonly #include: readonly Pattern[];
  readonly #exclude: readonly Pattern[];
  readonly #excludePause: boolean;

  constructor(options: ContainerFilterOptions = {}) {
    const problems: string[] = [];
    this.#include = compile(options.include ?? [], 'container_include', problems);
    this.#exclude = compile(options.exclude ?? [], 'container_exclude', problems);
    this.#excludePause = options.excludePause ?? false;
    this.problems = problems;
  }

  /** True when the container's events are not wanted. Only to be asked when the container is known. */
  excludes(container: Container): boolean {
    if (this.#include.some((p) => matches(p, container))) return false;
    if (this.#excludePause && container.isSandbox) return true;
    return this.#exclude.some((p) => matches(p, container));
  }
}

function compile(texts: readonly string[], key: string, problems: string[]): Pattern[] {
  const patterns: Pattern[] = [];
  for (const text of texts) {
    const colon = text.indexOf(':');
    const kind = KINDS.find((k) => k === text.slice(0, colon));
    if (kind === undefined) {
      problems.push(
        `${key}: '${text}' must begin with image:, name: or kube_namespace:, e.g. image:^registry\\.example/`,
      );
      continue;
    }
    try {
      patterns.push({ kind, regexp: RE2JS.compile(text.slice(colon + 1)) });
    } catch (error) {
      problems.push(`${key}: '${text}' is no regular expression (${(error as Error).message})`);
    }
  }
  return patterns;
}

function matches({ kind, regexp }: Pattern, container: Container): boolean {
  switch (kind) {
    case 'image': {
      const { name, tag, digest } = container.image;
      if (name === '') return false;
      const full = `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
      return regexp.matcher(full).find();
    }
    case 'name':
      return container.name !== '' && regexp.matcher(container.name).find();
    default:
      return (container.pod.namespace ?? '') !== '' && regexp.matcher(container.pod.namespace!).find();
  }
}
