/**
 * Arguments and texts as they may leave the probe: without secrets. Every output takes them from here, and rules do not: they
 * compare what was really passed.
 */
import { Scrubber } from '../../base/scrub.ts';
import type { ImageFacts } from './image-facts.ts';

let scrubber = new Scrubber();

/** Sets more names of secrets (`custom_sensitive_words`); `*` stands for any characters. */
export function setSensitiveWords(words: readonly string[]): void {
  scrubber = new Scrubber(words);
}

/** The arguments of a program, its own name first, without secrets. */
export const shownArguments = (image: ImageFacts): readonly string[] => scrubber.arguments(image.argv);

/** One text without secrets. */
export const shownText = (text: string): string => scrubber.text(text);
