/** Hands a file to the browser under a name: no link may carry the credential it was fetched with (A4). */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn of the loop; some need a little longer to begin.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
