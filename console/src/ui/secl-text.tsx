/** An expression to read: coloured, and with the parts that made it match marked together with the values they had. */
import type { ComponentChildren } from 'preact';
import type { MatchedPart } from '../../../src/server/api/contract.ts';

const TOKEN =
  /(?<text>[~r]?"(?:\\.|[^"\\])*")|(?<word>[A-Za-z_][A-Za-z0-9_.[\]]*)|(?<number>[-+]?\d[\d.:/a-fmsh]*)|(?<other>[^A-Za-z0-9_"]+|.)/gs;

function classOf(match: RegExpMatchArray): string | undefined {
  const { text, word, number } = match.groups!;
  if (text !== undefined) return 'secl-text';
  if (number !== undefined) return 'secl-number';
  if (word === undefined) return undefined;
  if (/^(and|or|not|in|allin)$/.test(word)) return 'secl-word';
  if (/^(true|false|[A-Z][A-Z0-9_]+)$/.test(word)) return 'secl-number';
  return word.includes('.') ? 'secl-field' : 'secl-word';
}

function coloured(text: string): ComponentChildren[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const name = classOf(match);
    return name === undefined ? (
      match[0]
    ) : (
      <span key={match.index} class={name}>
        {match[0]}
      </span>
    );
  });
}

/** Breaks before && and || on the outside, so that a long rule reads as lines. Only spaces change, offsets do not. */
function withBreaks(expression: string): string {
  let depth = 0;
  let out = '';
  let quoted = false;
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at]!;
    if (quoted) {
      if (character === '\\') {
        out += character + (expression[++at] ?? '');
        continue;
      }
      if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    const joins = expression.startsWith('&&', at + 1) || expression.startsWith('||', at + 1);
    out +=
      !quoted && depth === 0 && character === ' ' && joins ? '\n' : character === '\n' && depth > 0 ? ' ' : character;
  }
  return out;
}

export function SeclText({ expression, matched = [] }: { expression: string; matched?: readonly MatchedPart[] }) {
  const text = withBreaks(expression);
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const part of [...matched].sort((a, b) => a.offset - b.offset)) {
    if (part.offset < at || part.offset + part.length > text.length) continue;
    if (part.offset > at) parts.push(...coloured(text.slice(at, part.offset)));
    at = part.offset + part.length;
    const title = part.value === undefined ? undefined : `${part.field ?? 'was'}: ${part.value}`;
    parts.push(
      <mark key={`m${part.offset}`} title={title}>
        {coloured(text.slice(part.offset, at))}
      </mark>,
    );
  }
  parts.push(...coloured(text.slice(at)));
  return <pre class="secl code">{parts}</pre>;
}
