/**
 * Where SECL is written: one line for filters, many for rules and policies. Loaded only by pages that need it
 * (lazy-editor.tsx), as the editor and the language are the largest part of the console.
 */
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic as EditorDiagnostic, linter, lintKeymap } from '@codemirror/lint';
import { Annotation, EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import { checkExpression } from '../language/check.ts';
import { complete } from '../language/complete.ts';
import { seclSupport } from '../language/secl-mode.ts';

/** One thing wrong, as browser and server say it. */
export interface Problem {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly offset: number;
  readonly length: number;
}

export interface SeclEditorProps {
  readonly value: string;
  readonly label: string;
  readonly what: 'filter' | 'rule';
  readonly placeholder?: string;
  readonly singleLine?: boolean;
  readonly macros?: readonly string[];
  readonly onChange: (text: string) => void;
  readonly onSubmit?: (text: string) => void;
  /** In place of the check in the browser. */
  readonly check?: (text: string) => readonly Problem[] | Promise<readonly Problem[]>;
  readonly onProblems?: (problems: readonly Problem[]) => void;
}

const fromOutside = Annotation.define<boolean>();

export default function SeclEditor(props: SeclEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  // Texts that were told to the page and have not come back yet: the page's answer may be older than what is typed.
  const told = useRef<string[]>([]);
  const latest = useRef(props);
  latest.current = props;

  // Made once; what changes is read through `latest`.
  useEffect(() => {
    const source = (context: CompletionContext): CompletionResult | null => {
      const found = complete(context.state.doc.toString(), context.pos, latest.current.macros ?? []);
      if (found === null) return null;
      if (
        !context.explicit &&
        found.from === context.pos &&
        context.pos > 0 &&
        !/[\s(=&|,[]$/.test(context.state.sliceDoc(0, context.pos))
      )
        return null;
      return {
        from: found.from,
        options: found.proposals.map(({ text, kind, detail, doc, rank }) => ({
          label: text,
          detail,
          ...(doc === '' ? {} : { info: doc }),
          type: kind === 'field' ? 'property' : kind === 'macro' ? 'function' : kind,
          boost: rank,
          apply: kind === 'operator' || kind === 'keyword' ? `${text} ` : text,
        })),
        validFor: /^[A-Za-z0-9_.]*$/,
      };
    };
    const checks = linter(
      async (editor): Promise<EditorDiagnostic[]> => {
        const text = editor.state.doc.toString();
        const check = latest.current.check ?? ((one: string) => checkExpression(one, latest.current.what));
        const problems = await check(text);
        // An answer about what was typed before is of no use any more.
        if (editor.state.doc.toString() === text) latest.current.onProblems?.(problems);
        return problems.map(({ message, hint, offset, length }) => ({
          from: Math.min(offset, text.length),
          to: Math.min(offset + Math.max(1, length), text.length),
          severity: 'error',
          message: hint === undefined ? message : `${message}\n${hint}`,
        }));
      },
      { delay: 250 },
    );
    const submit = () => {
      latest.current.onSubmit?.(view.current!.state.doc.toString());
      return true;
    };
    const single: Extension = props.singleLine
      ? [
          EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [] : change)),
          EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\s*\n\s*/g, ' ')),
          Prec.high(
            keymap.of([{ key: 'Enter', run: (editor) => completionStatus(editor.state) !== 'active' && submit() }]),
          ),
        ]
      : [lineNumbers(), Prec.high(keymap.of([{ key: 'Mod-Enter', run: submit }]))];
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: props.value,
        extensions: [
          single,
          history(),
          drawSelection(),
          bracketMatching(),
          EditorView.lineWrapping,
          placeholder(props.placeholder ?? ''),
          autocompletion({ override: [source], icons: false, maxRenderedOptions: 60, defaultKeymap: false }),
          Prec.highest(keymap.of([...completionKeymap, { key: 'Tab', run: acceptCompletion }])),
          checks,
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
          seclSupport,
          EditorView.contentAttributes.of({ 'aria-label': props.label, spellcheck: 'false', autocapitalize: 'off' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) {
              const text = update.state.doc.toString();
              told.current.push(text);
              latest.current.onChange(text);
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const echo = told.current.lastIndexOf(props.value);
    if (echo !== -1) {
      told.current.splice(0, echo + 1);
      return;
    }
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === props.value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: props.value },
      annotations: fromOutside.of(true),
    });
  }, [props.value]);

  return <div ref={place} class={props.singleLine ? 'editor is-single' : 'editor'} />;
}
