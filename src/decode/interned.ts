/**
 * Texts of records by their raw bytes: what was decoded before is not decoded again. Same answers as the functions of
 * decoder.ts and text.ts with the same arguments.
 *
 * Surprising: the tables belong to the module. What they hold depends on nothing but the bytes, so that all pipelines of a
 * process may share them, and their size is fixed. Texts that are new each time (arguments) are better not interned.
 */
import { Intern } from '../base/intern.ts';
import { decodeText } from '../base/text.ts';
import { inlineText, nulStrings, pathText } from './decoder.ts';

const paths = new Intern<string>({ make: pathText, bytesMax: 4096 * 96 });
/** Names of files that have no path: the same bytes are another text there. */
const names = new Intern<string>({ make: (b, o, n) => pathText(b, o, n, true), entriesMax: 512 });
const texts = new Intern<string>({ make: decodeText });
const inlines = new Intern<string>({ make: inlineText, entriesMax: 1024, bytesMax: 1024 * 16 });
/** Programs that are started from one another mostly have one environment, of a few kB. */
const lists = new Intern<readonly string[]>({
  make: nulStrings,
  entriesMax: 64,
  bytesMax: 64 * 4096,
  lengthMax: 16_384,
});

/** As `pathText`. */
export function internedPath(bytes: Uint8Array, offset: number, length: number, anonymous = false): string {
  return anonymous ? names.get(bytes, offset, length) : paths.get(bytes, offset, length);
}

/** As `decodeText`, for texts that repeat. */
export function internedText(bytes: Uint8Array, offset: number, length: number): string {
  return length === 0 ? '' : texts.get(bytes, offset, length);
}

/** As `inlineText`: 16 bytes, NUL padded. */
export function internedInline(bytes: Uint8Array, offset: number): string {
  return inlines.get(bytes, offset, 16);
}

/** As `nulStrings`, for lists that repeat as a whole. The same list is handed out again: nobody may change it. */
export function internedStrings(bytes: Uint8Array, offset: number, length: number): readonly string[] {
  return lists.get(bytes, offset, length);
}

/** Paths that are remembered at present, for dumps. */
export const rememberedPaths = (): string[] => paths.values();
