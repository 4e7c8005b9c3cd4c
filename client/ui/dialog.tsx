import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { CROSS } from './icons.ts';
import { common } from './text.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Buttons at the foot, the safe one first. */
  readonly actions?: ComponentChildren;
  readonly wide?: boolean;
}

const FOCUSABLE =
  'a[href],button:not(:disabled),input:not(:disabled),select:not(:disabled),textarea:not(:disabled),[tabindex="0"]';

/**
 * A question over the page. Focus goes in, stays in and comes back; Esc closes. The native element is not used because
 * Safari 14 lacks it.
 */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const box = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const before = document.activeElement;
    const preferred = box.current?.querySelector<HTMLElement>('[data-autofocus]');
    (preferred ?? box.current)?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        close.current();
      } else if (event.key === 'Tab') {
        keepInside(box.current, event);
      }
    };
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <div class="scrim" onPointerDown={(event) => event.target === event.currentTarget && onClose()}>
      <div
        ref={box}
        class={wide ? 'dialog wide' : 'dialog'}
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
      >
        <div class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="iconbtn" aria-label={common().close} onClick={onClose}>
            <Icon of={CROSS} size={18} />
          </button>
        </div>
        <div class="dialog-body">{children}</div>
        {actions && <div class="dialog-foot">{actions}</div>}
      </div>
    </div>
  );
}

function keepInside(box: HTMLElement | null, event: KeyboardEvent): void {
  const stops = box ? [...box.querySelectorAll<HTMLElement>(FOCUSABLE)] : [];
  const first = stops[0];
  const last = stops[stops.length - 1];
  if (!first || !last) return event.preventDefault();
  const active = document.activeElement;
  const outside = !box?.contains(active) || active === box;
  if (event.shiftKey && (active === first || outside)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (active === last || outside)) {
    event.preventDefault();
    first.focus();
  }
}
