/**
 * The little Markdown that playbooks are written in: paragraphs, headings, lists, `code`, **bold** and links to the
 * web. Built as elements, never as HTML, so that no text can become markup.
 */
import type { ComponentChildren } from 'preact';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g;

function inline(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const [whole, code, bold, words, address] = match;
    if (code !== undefined) parts.push(<code key={match.index}>{code}</code>);
    else if (bold !== undefined) parts.push(<strong key={match.index}>{bold}</strong>);
    else
      parts.push(
        <a key={match.index} href={address} target="_blank" rel="noreferrer noopener">
          {words}
        </a>,
      );
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

interface Block {
  readonly kind: 'p' | 'h' | 'ul' | 'ol' | 'pre';
  readonly lines: string[];
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let fenced = false;
  const into = (kind: Block['kind'], line: string) => {
    if (open?.kind !== kind) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    open.lines.push(line);
  };
  for (const line of text.split('\n')) {
    const item = /^\s*(?:[-*]|(\d+)[.)])\s+(.*)$/.exec(line);
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    if (line.startsWith('```')) {
      fenced = !fenced;
      open = undefined;
      if (fenced) {
        open = { kind: 'pre', lines: [] };
        blocks.push(open);
      }
    } else if (fenced) open!.lines.push(line);
    else if (line.trim() === '') open = undefined;
    else if (heading) {
      open = undefined;
      into('h', heading[1]!);
      open = undefined;
    } else if (item) into(item[1] === undefined ? 'ul' : 'ol', item[2]!);
    else if ((open?.kind === 'ul' || open?.kind === 'ol') && /^\s+/.test(line))
      open.lines.push(`${open.lines.pop()} ${line.trim()}`);
    else into('p', line);
  }
  return blocks;
}

export function Prose({ text }: { text: string }) {
  return (
    <div class="prose">
      {blocksOf(text).map((block, index) => {
        const key = index;
        const items = () => block.lines.map((line, at) => <li key={at}>{inline(line)}</li>);
        switch (block.kind) {
          case 'h':
            return <h3 key={key}>{inline(block.lines[0]!)}</h3>;
          case 'ul':
            return <ul key={key}>{items()}</ul>;
          case 'ol':
            return <ol key={key}>{items()}</ol>;
          case 'pre':
            return (
              <pre key={key}>
                <code>{block.lines.join('\n')}</code>
              </pre>
            );
          default:
            return <p key={key}>{inline(block.lines.join(' '))}</p>;
        }
      })}
    </div>
  );
}
