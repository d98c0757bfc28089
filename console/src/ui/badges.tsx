/** Severity and status as people see them: always a word and a form beside the colour. */

import type { Severity, SignalStatus } from '../../../src/server/api/contract.ts';
import { SEVERITY_ORDER, STATUS_WORDS } from './words.ts';

/** Five bars, filled up to the severity. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const level = SEVERITY_ORDER.indexOf(severity);
  return (
    <svg class={`severity-mark is-${severity}`} width="17" height="12" viewBox="0 0 17 12" aria-hidden="true">
      {SEVERITY_ORDER.map((name, index) => (
        <rect
          key={name}
          x={index * 3.5}
          y={8 - index * 2}
          width="2.5"
          height={4 + index * 2}
          rx="0.8"
          class={index <= level ? 'on' : 'off'}
        />
      ))}
    </svg>
  );
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  return (
    <span class={`badge is-${severity}`}>
      <SeverityMark severity={severity} />
      {severity === 'informational' ? 'Info' : capital(severity)}
    </span>
  );
}

export function StatusBadge({ status }: { status: SignalStatus }) {
  return (
    <span class={`status is-${status}`}>
      <span class="dot" />
      {STATUS_WORDS[status]}
    </span>
  );
}

/** A word with a dot, for states of hosts, hooks and rules. */
export function State({
  tone,
  children,
}: {
  tone: 'good' | 'warn' | 'bad' | 'calm';
  children: preact.ComponentChildren;
}) {
  return (
    <span class={`status tone-${tone}`}>
      <span class="dot" />
      {children}
    </span>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
