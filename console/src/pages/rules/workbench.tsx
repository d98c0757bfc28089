/**
 * Where a rule is written and tried: checked while it is typed (in the browser at once, on the server for the macros
 * of its policies), tried on stored events, and given out as YAML for a policy file. The draft stays in this browser.
 */
import { Check, Copy, FlaskConical, TriangleAlert } from 'lucide';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Backtest, FacetValue, RuleCheck } from '../../../../src/server/api/contract.ts';
import { type ApiError, call } from '../../api/client.ts';
import { asApiError } from '../../api/use-resource.ts';
import { setQuery } from '../../app/router.ts';
import { EventDetail } from '../../events/event-detail.tsx';
import { macrosIn } from '../../language/policy-macros.ts';
import { Chart } from '../../ui/chart.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { copyText } from '../../ui/json-view.tsx';
import { SeclEditor } from '../../ui/lazy-editor.tsx';
import { Panel } from '../../ui/page.tsx';
import type { Problem } from '../../ui/secl-editor.tsx';
import { Failure } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { number, plural } from '../../ui/words.ts';

const DRAFT = 'shrike.draft';
const FIRST = 'exec.file.path =~ "/tmp/**"\n&& process.parent.file.name in ["nginx", "apache2"]';
const RANGES = [
  ['-24h', 'the last day'],
  ['-7d', 'the last 7 days'],
  ['-30d', 'the last 30 days'],
] as const;

/** The text of a policy file starts with its keys; an expression never does. */
const isPolicy = (text: string): boolean => /^(#.*\n|\s*\n)*(version|type|macros|rules):/.test(text);

function lineOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
}

/** The rule as a policy file has it. */
function asYaml(expression: string): string {
  const lines = expression
    .trim()
    .split('\n')
    .map((line) => `      ${line.trim()}`);
  return `rules:\n  - id: my_rule\n    description: What this rule looks for.\n    expression: >-\n${lines.join('\n')}\n    tags: { severity: medium }\n`;
}

export function Workbench({ start }: { start: string | undefined }) {
  const [text, setText] = useState(() => start ?? localStorage.getItem(DRAFT) ?? FIRST);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [checked, setChecked] = useState<RuleCheck | undefined>(undefined);
  const [range, setRange] = useState<string>('-7d');
  const [trial, setTrial] = useState<{ result?: Backtest; error?: ApiError; busy: boolean; of: string }>({
    busy: false,
    of: '',
  });
  const policy = isPolicy(text);
  const macros = useMemo(() => (policy ? macrosIn(text) : []), [policy, text]);
  useEffect(() => localStorage.setItem(DRAFT, text), [text]);
  useEffect(() => {
    // The address has done its work; a reload must not bring the old text back.
    if (start !== undefined) setQuery({ text: undefined }, true);
  }, [start]);

  const asking = useRef<AbortController | undefined>(undefined);
  const check = async (now: string): Promise<readonly Problem[]> => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    let local: readonly Problem[] = [];
    if (!isPolicy(now)) {
      const { checkExpression } = await import('../../language/check.ts');
      local = checkExpression(now, 'rule');
      setProblems(local);
    }
    if (now.trim() === '') return [];
    try {
      const answer = await call<RuleCheck>('POST', '/rules/check', { body: { text: now }, signal: abort.signal });
      setChecked(answer);
      return answer.diagnostics.filter(({ severity }) => severity === 'error');
    } catch {
      if (!abort.signal.aborted) setChecked(undefined);
      return local;
    }
  };
  const run = async () => {
    const of = text.trim();
    if (of === '' || policy) return;
    setTrial({ busy: true, of });
    try {
      setTrial({
        result: await call<Backtest>('POST', '/rules/backtest', { body: { expression: of, from: range, to: '-0s' } }),
        busy: false,
        of,
      });
    } catch (error) {
      setTrial({ error: asApiError(error), busy: false, of });
    }
  };
  const good = problems.length === 0 && text.trim() !== '';
  return (
    <div class="workbench">
      <div class="bench-editor">
        <Panel
          title={policy ? 'Policy file' : 'Expression'}
          actions={
            <span class={good ? 'good-text' : 'bad-text'} role="status">
              <Icon icon={good ? Check : TriangleAlert} size={14} />{' '}
              {text.trim() === ''
                ? 'Empty'
                : good
                  ? checked?.events.length
                    ? `Correct, about ${checked.events.join(', ')}`
                    : 'Correct'
                  : plural(problems.length, 'problem')}
            </span>
          }
        >
          <SeclEditor
            label="Rule"
            what="rule"
            value={text}
            macros={macros}
            placeholder="An expression in SECL, or a whole policy file"
            onChange={setText}
            onSubmit={() => void run()}
            check={check}
            onProblems={setProblems}
          />
          {problems.length > 0 && (
            <ul class="diagnostics">
              {problems.slice(0, 8).map((problem) => (
                <li key={`${problem.offset} ${problem.message}`}>
                  <span class="faint code">{lineOf(text, problem.offset)}</span> {problem.message}
                  {problem.hint !== undefined && <small> {problem.hint}</small>}
                </li>
              ))}
            </ul>
          )}
          <div class="bench-actions">
            <label>
              Try on{' '}
              <select class="button" value={range} onChange={(event) => setRange(event.currentTarget.value)}>
                {RANGES.map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
            <button
              type="button"
              class="button is-main"
              disabled={!good || policy || trial.busy}
              title={policy ? 'Try one expression at a time' : 'Ctrl Enter'}
              onClick={() => void run()}
            >
              <Icon icon={FlaskConical} size={14} /> {trial.busy ? 'Trying…' : 'Back-test'}
            </button>
            <button type="button" class="button is-quiet" disabled={policy} onClick={() => void copyText(asYaml(text))}>
              <Icon icon={Copy} size={14} /> Copy as YAML
            </button>
          </div>
        </Panel>
      </div>
      <div class="bench-result">
        {trial.error !== undefined && <Failure error={trial.error} retry={() => void run()} />}
        {trial.result !== undefined && <Result result={trial.result} stale={trial.of !== text.trim()} />}
        {trial.error === undefined && trial.result === undefined && !trial.busy && (
          <div class="bench-help">
            <h2>How to write a rule</h2>
            <ul>
              <li>
                A rule is one condition on one kind of event: <code>open.file.path == "/etc/shadow"</code>.
              </li>
              <li>
                Patterns start with a tilde: <code>~"/etc/**"</code> takes everything below,{' '}
                <code>~"/home/*/.ssh/*"</code> one level each.
              </li>
              <li>
                Ask for the parents with <code>process.parent</code> and <code>process.ancestors</code>.
              </li>
              <li>
                <kbd>Ctrl</kbd> <kbd>Space</kbd> proposes fields, constants and operators; <kbd>Ctrl</kbd>{' '}
                <kbd>Enter</kbd> tries the rule.
              </li>
              <li>A whole policy file is checked too: paste it.</li>
            </ul>
          </div>
        )}
      </div>
    </div>
  );
}

function Result({ result, stale }: { result: Backtest; stale: boolean }) {
  const [shown, setShown] = useState<Backtest['samples'][number] | undefined>(undefined);
  const times = useMemo(() => result.histogram.map(({ time }) => Date.parse(time) / 1000), [result]);
  const series = useMemo(
    () => [{ name: 'matches', colour: 'accent', values: result.histogram.map(({ count }) => count) }],
    [result],
  );
  return (
    <div class={stale ? 'is-stale' : undefined}>
      <Panel title={stale ? 'Back-test of the text before' : 'Back-test'}>
        <p class="big">
          <strong>{number(result.matches)}</strong> {result.report.exact ? '' : 'or more '}
          {result.matches === 1 ? 'match' : 'matches'}
          <span class="faint">
            {' '}
            · {result.per_day < 10 ? result.per_day.toFixed(1) : number(Math.round(result.per_day))} a day
          </span>
        </p>
        {!result.report.exact && (
          <p class="warn-text">{result.report.note ?? 'The search was cut; older events were not looked at.'}</p>
        )}
        {result.matches > 0 && times.length > 1 && (
          <Chart label="Matches over time" times={times} series={series} height={90} />
        )}
        <div class="bench-facets">
          <Top title="Hosts" values={result.hosts} />
          <Top title="Processes" values={result.processes} />
          <Top title="Users" values={result.users} />
        </div>
      </Panel>
      {result.samples.length > 0 && (
        <Panel title="Latest matches" flush>
          <table class="table">
            <tbody>
              {result.samples.slice(0, 20).map((event) => (
                <tr key={event.id}>
                  <td class="nowrap">
                    <Time at={event.time} />
                  </td>
                  <td>
                    <button type="button" class="link code" onClick={() => setShown(event)}>
                      {event.what}
                    </button>
                  </td>
                  <td>{event.user}</td>
                  <td>{event.host}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      {shown !== undefined && (
        <Dialog title="Event" side onClose={() => setShown(undefined)}>
          <EventDetail event={shown} />
        </Dialog>
      )}
    </div>
  );
}

function Top({ title, values }: { title: string; values: readonly FacetValue[] }) {
  if (values.length === 0) return null;
  const most = Math.max(...values.map(({ count }) => count));
  return (
    <section>
      <h3>{title}</h3>
      <ul class="bars">
        {values.slice(0, 6).map(({ value, count }) => (
          <li key={value}>
            <span>{value || '(none)'}</span>
            <b>{number(count)}</b>
            <i style={{ width: `${(100 * count) / most}%` }} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </section>
  );
}
