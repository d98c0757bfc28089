/** Makes a suppression of one condition: what it would silence is counted before it is saved. */
import { useEffect, useState } from 'preact/hooks';
import type { Backtest, Suppression } from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { asApiError } from '../../api/use-resource.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SeclEditor } from '../../ui/lazy-editor.tsx';
import { say } from '../../ui/toast.tsx';
import { plural } from '../../ui/words.ts';

const EXPIRIES = [
  ['+1d', 'for a day'],
  ['+7d', 'for a week'],
  ['+30d', 'for 30 days'],
  ['+90d', 'for 90 days'],
  ['', 'until somebody deletes it'],
] as const;

export function SuppressDialog({
  condition,
  ruleId,
  onClose,
}: {
  condition: string;
  /** The rule that the suppression is offered for; empty: all rules. */
  ruleId: string;
  onClose: (made: boolean) => void;
}) {
  const [expression, setExpression] = useState(condition);
  const [name, setName] = useState(ruleId === '' ? condition.slice(0, 120) : `${ruleId}: ${condition.slice(0, 120)}`);
  const [allRules, setAllRules] = useState(ruleId === '');
  const [expires, setExpires] = useState<string>('+30d');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [preview, setPreview] = useState<Backtest | 'counting' | 'failed'>('counting');

  useEffect(() => {
    const abort = new AbortController();
    setPreview('counting');
    const timer = setTimeout(() => {
      call<Backtest>('POST', '/rules/backtest', {
        body: { expression, from: '-7d', to: '-0s' },
        signal: abort.signal,
      }).then(setPreview, () => {
        if (!abort.signal.aborted) setPreview('failed');
      });
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [expression]);

  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      await call<Suppression>('POST', '/suppressions', {
        body: {
          name,
          expression,
          reason,
          expires: expires === '' ? null : expires,
          ...(allRules ? {} : { rules: [ruleId] }),
        },
      });
      say('Suppression saved');
      onClose(true);
    } catch (problem) {
      const { message, hint } = asApiError(problem);
      setError(`${message} ${hint ?? ''}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Suppress signals like this" onClose={() => onClose(false)} wide>
      <form class="form" onSubmit={save}>
        <div class="field">
          <span>Events for which this holds raise no signal</span>
          <SeclEditor
            label="Condition of the suppression"
            what="filter"
            singleLine
            value={expression}
            onChange={setExpression}
          />
        </div>
        <p class="note" aria-live="polite">
          {preview === 'counting' && 'Counting stored events…'}
          {preview === 'failed' && 'Stored events could not be counted for this condition.'}
          {typeof preview === 'object' &&
            `${preview.report.exact ? '' : 'At least '}${plural(preview.matches, 'stored event')} of the last 7 days fit${preview.matches === 1 ? 's' : ''}${preview.hosts.length > 0 ? `, on ${plural(preview.hosts.length, 'host')}` : ''}. They stay stored.`}
        </p>
        <label>
          Name
          <input required maxLength={200} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        {ruleId !== '' && (
          <div class="choices" role="radiogroup" aria-label="For which rules">
            <label class="check">
              <input type="radio" name="rules" checked={!allRules} onChange={() => setAllRules(false)} /> Only for{' '}
              {ruleId}
            </label>
            <label class="check">
              <input type="radio" name="rules" checked={allRules} onChange={() => setAllRules(true)} /> For every rule
            </label>
          </div>
        )}
        <label>
          How long
          <select value={expires} onChange={(event) => setExpires(event.currentTarget.value)}>
            {EXPIRIES.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          Why
          <textarea
            data-focus
            rows={2}
            maxLength={2000}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
            placeholder="What makes this expected here"
          />
        </label>
        {error !== '' && (
          <p class="form-error" role="alert">
            {error}
          </p>
        )}
        <div class="form-end">
          <button type="button" class="button is-quiet" onClick={() => onClose(false)}>
            Cancel
          </button>
          <button
            type="submit"
            class="button is-main"
            disabled={busy || name.trim() === '' || expression.trim() === ''}
          >
            Suppress
          </button>
        </div>
      </form>
    </Dialog>
  );
}
