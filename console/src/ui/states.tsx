/** What a page shows when there is nothing to show: still loading, nothing there, or an error with a way on. */

import { CircleAlert, RotateCw } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/client.ts';
import { Icon, type IconNode } from './icon.tsx';

/** Grey lines in the place of rows to come. They fade in late, so that a quick answer shows no flicker. */
export function Loading({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div class="loading" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} style={{ width: `${[92, 78, 86, 64, 81, 70][index % 6]}%` }} />
      ))}
    </div>
  );
}

export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: IconNode;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon icon={icon} size={22} />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

export function Failure({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class="failure" role="alert">
      <Icon icon={CircleAlert} size={18} />
      <div>
        <strong>{error.message}</strong>
        {error.hint !== undefined && <p>{error.hint}</p>}
      </div>
      {retry !== undefined && (
        <button type="button" class="button is-quiet" onClick={retry}>
          <Icon icon={RotateCw} size={14} /> Try again
        </button>
      )}
    </div>
  );
}
