/** A button that opens a short list. Arrow keys move, Escape and a click elsewhere close. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export function Menu({
  label,
  button,
  children,
  align = 'start',
  class: className = 'button',
}: {
  /** Name for screen readers, when the button's content says too little. */
  label?: string;
  button: ComponentChildren;
  children: (close: () => void) => ComponentChildren;
  align?: 'start' | 'end';
  class?: string;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    root.current?.querySelector<HTMLElement>('.menu-list button, .menu-list a, .menu-list input')?.focus();
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const items = [
        ...root.current!.querySelectorAll<HTMLElement>('.menu-list button, .menu-list a, .menu-list input'),
      ];
      const at = items.indexOf(document.activeElement as HTMLElement);
      items.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.focus();
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={trigger}
        class={className}
        aria-label={label}
        aria-expanded={open}
        aria-haspopup="true"
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && <div class={`menu-list align-${align}`}>{children(close)}</div>}
    </div>
  );
}
