/** True when keys belong to a field or a dialog, not to the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('[aria-modal="true"]') !== null) return true;
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null;
}
