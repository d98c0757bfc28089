/**
 * Arguments and texts as they may leave the probe: without secrets. Every output takes them from here, and rules do not: they
 * compare what was really passed.
 */
import { Scrubber } from '../../base/scrub.ts';
import type { ImageFacts } from './image-facts.ts';

let scrubber = new Scrubber();
/** What was shown for a list of arguments before: the same ancestors stand in many events. */
let shownBefore = new WeakMap<readonly string[], readonly string[]>();

/** Sets more names of secrets (`custom_sensitive_words`); `*` stands for any characters. */
export function setSensitiveWords(words: readonly string[]): void {
  scrubber = new Scrubber(words);
  shownBefore = new WeakMap();
}

/** The arguments of a program, its own name first, without secrets. */
export function shownArguments({ argv }: ImageFacts): readonly string[] {
  let shown = shownBefore.get(argv);
  if (shown === undefined) {
    shown = scrubber.arguments(argv);
    shownBefore.set(argv, shown);
  }
  return shown;
}

/** One text without secrets. */
export const shownText = (text: string): string => scrubber.text(text);
