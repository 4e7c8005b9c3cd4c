export const FLOOR_PART = 'floor';

/** Opens the part of the rail and stands on the one step that comes now. */
export function toFloor(): void {
  // Not over a question that is open.
  if (document.querySelector('[role=dialog]') !== null) return;
  document.getElementById(`rail-${FLOOR_PART}`)?.click();
  // Once it is drawn.
  requestAnimationFrame(() => {
    const next = document.querySelector<HTMLElement>('.floor [data-next="true"]:not(:disabled)');
    (next ?? document.getElementById(`rail-${FLOOR_PART}`))?.focus();
  });
}
