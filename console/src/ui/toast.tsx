/** Short words about what just happened, at the bottom; the last few, each for some seconds, with a way to undo. */
import { useEffect, useState } from 'preact/hooks';
import { asApiError } from '../api/use-resource.ts';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  readonly undo?: (() => void) | undefined;
}

let toasts: readonly Toast[] = [];
let counter = 0;
let draw: () => void = () => undefined;

function show(toast: Omit<Toast, 'id'>): void {
  const id = ++counter;
  toasts = [...toasts.slice(-2), { id, ...toast }];
  draw();
  setTimeout(() => dismiss(id), toast.bad ? 9000 : 5000);
}

function dismiss(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
  draw();
}

/** Says that something was done. */
export function say(text: string, undo?: () => void): void {
  show({ text, bad: false, undo });
}

/** Says that something went wrong. */
export function complain(error: unknown): void {
  const { message, hint } = asApiError(error);
  show({ text: hint === undefined ? message : `${message} ${hint}`, bad: true });
}

export function Toasts() {
  const [, set] = useState(0);
  useEffect(() => {
    draw = () => set((n) => n + 1);
    return () => {
      draw = () => undefined;
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} class={toast.bad ? 'toast is-bad' : 'toast'}>
          <span>{toast.text}</span>
          {toast.undo && (
            <button
              type="button"
              onClick={() => {
                dismiss(toast.id);
                toast.undo?.();
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
