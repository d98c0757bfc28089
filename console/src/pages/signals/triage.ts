/** Changing signals: sent to the server, told to the person, and undone on demand. */
import type { SignalPatch, SignalSummary } from '../../../../src/server/api/contract.ts';
import { call } from '../../api/client.ts';
import { complain, say } from '../../ui/toast.tsx';
import { plural, STATUS_WORDS } from '../../ui/words.ts';

function told(count: number, patch: SignalPatch): string {
  const what = count === 1 ? 'Signal' : plural(count, 'signal');
  if (patch.status !== undefined) {
    return (
      { open: `${what} opened again`, under_review: `${what} under review`, archived: `${what} archived` }[
        patch.status
      ] ?? STATUS_WORDS[patch.status]
    );
  }
  return patch.assignee === null ? `${what} given back` : `${what} assigned to ${patch.assignee}`;
}

/** Changes all of them; `done` is called after each round, also after an undo. */
export async function triage(signals: readonly SignalSummary[], patch: SignalPatch, done: () => void): Promise<void> {
  const send = async (of: (signal: SignalSummary) => SignalPatch) => {
    const answers = await Promise.allSettled(
      signals.map((signal) => call('PATCH', `/signals/${encodeURIComponent(signal.id)}`, { body: of(signal) })),
    );
    done();
    const failed = answers.filter((answer) => answer.status === 'rejected');
    if (failed.length > 0) complain(failed[0]!.reason);
    return failed.length < signals.length;
  };
  if (signals.length === 0 || !(await send(() => patch))) return;
  say(told(signals.length, patch), () => {
    void send((signal) => ({
      ...(patch.status === undefined ? {} : { status: signal.status }),
      ...(patch.assignee === undefined ? {} : { assignee: signal.assignee }),
    }));
  });
}
