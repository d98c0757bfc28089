/**
 * From nodes of a YAML document to places in its file. The surprising part is inside scalars: the value of a folded or
 * quoted scalar is not its source, so an offset in the value is found by walking both texts side by side.
 */
import { isScalar, LineCounter, type Node, type ParsedNode } from 'yaml';
import type { SourceText } from './policy-definition.ts';
import type { Place } from './policy-diagnostics.ts';

/** Longest line that diagnostics show and count characters in; a policy written as one line of JSON is longer. */
const LINE_LENGTH_MAX = 4096;

/** A file being read: its name, its text, and where its lines start. */
export class PlaceFinder {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.lines = new LineCounter();
  }

  /** The place of a stretch of the file, in UTF-16 units. A place far into a very long line comes without the line. */
  at(offset: number, length = 1): Place {
    const { file, lines } = this;
    const { line: found, col } = lines.linePos(offset);
    const line = Math.max(1, found);
    const lineStart = found === 0 ? 0 : offset - (col - 1);
    const lineEnd = lines.lineStarts[line] ?? this.text.length;
    if (lineEnd - lineStart > LINE_LENGTH_MAX) return { file, line, column: offset - lineStart + 1 };
    const lineText = this.text.slice(lineStart, lineEnd).replace(/\r?\n$/, '');
    const column = [...this.text.slice(lineStart, offset)].length + 1;
    const marked = this.text.slice(offset, Math.min(offset + length, lineStart + lineText.length));
    return { file, line, column, lineText, width: Math.max(1, [...marked].length) };
  }

  /** The place of a node: the first line of it. */
  of(node: Node | null | undefined): Place {
    const range = (node as ParsedNode | null | undefined)?.range;
    return range ? this.at(range[0], range[1] - range[0]) : this.at(0, 0);
  }

  /** A scalar's text with places inside it. */
  source(node: Node, text: string): SourceText {
    const place = this.of(node);
    let map: Uint32Array | null | undefined;
    const placeAt = (offset: number, length: number): Place => {
      if (map === undefined) map = this.alignScalar(node, text);
      if (map === null) return place;
      const from = map[Math.min(offset, text.length)]!;
      const to = map[Math.min(offset + length, text.length)]!;
      return this.at(from, Math.max(1, to - from));
    };
    return { text, place, placeAt };
  }

  /** File offset of every offset in the value, or null when value and source cannot be brought together. */
  private alignScalar(node: Node, text: string): Uint32Array | null {
    const range = (node as ParsedNode).range;
    if (!range || !isScalar(node)) return null;
    const map = new Uint32Array(text.length + 1);
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    let at = isBlock ? this.text.indexOf('\n', range[0]) + 1 : range[0];
    const end = range[1];
    const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : '';
    if (quote !== '') at++;
    const isBlank = (character: string | undefined) => character !== undefined && /\s/.test(character);
    for (let index = 0; index < text.length; index++) {
      const wanted = text[index]!;
      if (isBlank(wanted)) {
        map[index] = at;
        // A blank of the value may be a line break with indentation in the source; the last blank takes them all.
        if (isBlank(text[index + 1])) {
          if (isBlank(this.text[at])) at++;
        } else while (at < end && isBlank(this.text[at])) at++;
        if (quote === '"' && this.text[at] === '\\' && /[nt]/.test(this.text[at + 1] ?? '')) at += 2;
        continue;
      }
      while (at < end && isBlank(this.text[at])) at++;
      map[index] = at;
      if (quote === '"' && this.text[at] === '\\' && this.text[at + 1] === wanted) at++;
      else if (quote === "'" && wanted === "'" && this.text[at + 1] === "'") at++;
      if (at >= end || this.text[at] !== wanted) return null;
      at++;
    }
    map[text.length] = Math.min(at, end);
    return map;
  }
}
