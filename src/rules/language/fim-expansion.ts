/**
 * `fim.write.*` is no field: one rule that uses it stands for a rule per way of changing a file. The expansion is
 * textual on names only (literals and comments are left alone, references inside strings are followed), so that
 * what the user wrote stays recognisable. Where an event also happens without a change, a guard is added.
 */
import { scan } from './scan.ts';

export interface ExpandedRule {
  readonly id: string;
  readonly expression: string;
}

interface Target {
  /** Part of the id: the event type, and which of its files when it has two. */
  readonly name: string;
  /** What `fim.write.` becomes. */
  readonly prefix: string;
  /** What a following `file.` becomes, for the second file of an event. */
  readonly file?: string;
  readonly guard?: string;
}

const PREFIX = 'fim.write.';

const TARGETS: readonly Target[] = [
  {
    name: 'open',
    prefix: 'open.',
    guard: 'open.flags & (O_CREAT|O_TRUNC|O_APPEND|O_RDWR|O_WRONLY) > 0',
  },
  { name: 'chmod', prefix: 'chmod.', guard: '(chmod.file.destination.mode != chmod.file.mode)' },
  {
    name: 'chown',
    prefix: 'chown.',
    guard:
      '((chown.file.destination.uid != -1 && chown.file.destination.uid != chown.file.uid) || ' +
      '(chown.file.destination.gid != -1 && chown.file.destination.gid != chown.file.gid))',
  },
  { name: 'link', prefix: 'link.' },
  { name: 'rename', prefix: 'rename.' },
  { name: 'rename_destination', prefix: 'rename.', file: 'file.destination.' },
  { name: 'unlink', prefix: 'unlink.' },
  { name: 'utimes', prefix: 'utimes.' },
];

/** True when the expression uses the pseudo field. */
export function usesFim(expression: string): boolean {
  return expression.includes(PREFIX) && fimOffsets(expression).length > 0;
}

/**
 * The rules that one rule stands for; itself alone when it does not use `fim.write.*`. Ids are
 * `__fim_expanded_<event type>_<group>_<id>`, with the rule's own group id, usually empty.
 */
export function expandFim(id: string, expression: string, groupId = ''): readonly ExpandedRule[] {
  const offsets = fimOffsets(expression);
  if (offsets.length === 0) return [{ id, expression }];
  return TARGETS.map(({ name, prefix, file, guard }) => {
    const replaced = replaceNames(expression, offsets, prefix, file);
    const expandedId = `__fim_expanded_${name}_${groupId}_${id}`;
    // A trailing comment would swallow what follows on the line.
    const body = endsInComment(replaced) ? `${replaced}\n` : replaced;
    return { id: expandedId, expression: guard === undefined ? replaced : `(${body}) && ${guard}` };
  });
}

/** Where names begin with the prefix, outside literals, or inside `%{}` in literals. */
function fimOffsets(expression: string): readonly number[] {
  const offsets: number[] = [];
  for (const { kind, value, span } of scan(expression).tokens) {
    if (kind === 'Ident' && value.startsWith(PREFIX)) offsets.push(span.offset);
    else if (kind === 'FieldReference' && value.startsWith(PREFIX, 2)) offsets.push(span.offset + 2);
    else if (kind === 'String') {
      for (const match of value.matchAll(/%\{fim\.write\./g)) offsets.push(span.offset + 1 + match.index + 2);
    }
  }
  return offsets;
}

function replaceNames(expression: string, offsets: readonly number[], prefix: string, file?: string): string {
  let text = '';
  let end = 0;
  for (const offset of offsets) {
    text += expression.slice(end, offset) + prefix;
    end = offset + PREFIX.length;
    if (file !== undefined && expression.startsWith('file.', end)) {
      text += file;
      end += 'file.'.length;
    }
  }
  return text + expression.slice(end);
}

function endsInComment(expression: string): boolean {
  const { tokens } = scan(expression);
  const last = tokens[tokens.length - 2];
  return last !== undefined && expression.slice(last.span.offset + last.span.length).trim() !== '';
}
