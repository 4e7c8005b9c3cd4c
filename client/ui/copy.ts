/** Puts a line on the clipboard; false when the browser allows it in no way. */
export async function copyText(line: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(line);
      return true;
    } catch {
      // Refused, or the page is not in front: the old way may still work.
    }
  }
  // Without HTTPS, as on a LAN, there is no clipboard object.
  const field = document.createElement('textarea');
  field.value = line;
  field.setAttribute('readonly', '');
  field.className = 'unseen';
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
