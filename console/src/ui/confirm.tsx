/** Asks before something that cannot be undone. */
import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.tsx';

export function Confirm({
  title,
  action,
  children,
  onClose,
}: {
  title: string;
  action: string;
  children: ComponentChildren;
  onClose: (yes: boolean) => void;
}) {
  return (
    <Dialog title={title} onClose={() => onClose(false)}>
      <p>{children}</p>
      <div class="form-end">
        <button type="button" class="button is-quiet" data-focus onClick={() => onClose(false)}>
          Cancel
        </button>
        <button type="button" class="button is-danger" onClick={() => onClose(true)}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
