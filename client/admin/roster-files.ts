import type { RosterLine } from '@hub/shared/model/point.ts';
import { newCommandId } from '../link/opaque-id.ts';
import { requestAs, type HttpAnswer } from '../link/http.ts';
import type { ImportPreview } from './admin-props.ts';

const NAMES = { xlsx: 'diem-cau.xlsx', csv: 'diem-cau.csv', template: 'mau-danh-sach-diem-cau.xlsx' } as const;
const PATHS = {
  xlsx: '/api/roster/export?format=xlsx',
  csv: '/api/roster/export?format=csv',
  template: '/api/roster/template',
} as const;

/** What the hub reads in the file. Nothing is changed by asking. */
export async function checkFile(deviceKey: string, file: File): Promise<HttpAnswer<ImportPreview>> {
  const answer = await requestAs(
    deviceKey,
    `/api/roster/check?name=${encodeURIComponent(file.name)}`,
    { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream' } },
    (response) => response.json() as Promise<Omit<ImportPreview, 'fileName'>>,
  );
  if (!answer.ok) return answer;
  const { check, lines, diff } = answer.body;
  return { ok: true, body: { fileName: file.name, check, lines, diff } };
}

/** All or nothing. A lost answer is asked for again under the same id, which has no second effect (H5). */
export async function importLines(
  deviceKey: string,
  lines: readonly RosterLine[],
  retireMissing: boolean,
): Promise<HttpAnswer<unknown>> {
  const body = JSON.stringify({ commandId: newCommandId(), lines, retireMissing });
  const send = (): Promise<HttpAnswer<unknown>> =>
    requestAs(
      deviceKey,
      '/api/roster/import',
      { method: 'POST', body, headers: { 'content-type': 'application/json' } },
      (response) => response.json() as Promise<unknown>,
    );
  const first = await send();
  return !first.ok && first.error === 'unanswered' ? send() : first;
}

/** Fetched with the credential in its header, then handed to the browser as a file: no link may carry it (A4). */
export async function downloadFile(deviceKey: string, what: keyof typeof NAMES): Promise<HttpAnswer<Blob>> {
  const answer = await requestAs(deviceKey, PATHS[what], { method: 'GET' }, (response) => response.blob());
  if (answer.ok) saveFile(answer.body, NAMES[what]);
  return answer;
}

export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn of the loop; some need a little longer to begin.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
