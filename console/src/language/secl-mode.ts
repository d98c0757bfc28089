/** SECL for CodeMirror: a tokenizer by the same forms as the scanner's, and the colours of the theme. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

const secl = StreamLanguage.define<null>({
  name: 'secl',
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^(#|\/\/).*/)) return 'comment';
    if (stream.match(/^[~r]?"(?:\\.|[^"\\])*"?/)) return 'string';
    if (stream.match(/^[$%]\{[^}]*\}?/)) return 'macroName';
    if (stream.match(/^(?:\d+\.\d+\.\d+\.\d+|(?:[0-9a-fA-F]*:){2,}[0-9a-fA-F]*)(?:\/\d+)?/)) return 'number';
    if (stream.match(/^[-+]?\d+[msh]*s*/)) return 'number';
    const word = stream.match(/^[A-Za-z_][A-Za-z0-9_.[\]]*/);
    if (word) {
      const text = (word as RegExpMatchArray)[0];
      if (/^(and|or|not|in|allin)$/.test(text)) return 'keyword';
      if (/^(true|false)$/.test(text) || /^[A-Z][A-Z0-9_]+$/.test(text)) return 'atom';
      return text.includes('.') ? 'propertyName' : 'variableName';
    }
    stream.next();
    return 'operator';
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-field)' },
  { tag: tags.variableName, color: 'var(--code-word)' },
  { tag: tags.macroName, color: 'var(--code-word)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: [tags.number, tags.atom], color: 'var(--code-number)' },
  { tag: tags.keyword, color: 'var(--code-word)' },
  { tag: tags.operator, color: 'var(--text-soft)' },
  { tag: tags.comment, color: 'var(--text-faint)' },
]);

export const seclSupport = [secl, syntaxHighlighting(colours)];
