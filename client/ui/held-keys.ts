/**
 * A key that is held down presses a button once. Its repeats would press whatever has the focus by then: another step, or
 * the same one of the next line.
 */
export function ignoreHeldKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.repeat && event.key === 'Enter' && !(event.target instanceof HTMLTextAreaElement)) event.preventDefault();
  });
}
