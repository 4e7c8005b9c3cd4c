import type { RosterLine } from '@hub/shared/model/point.ts';
import { newCommandId } from '../link/opaque-id.ts';
import { requestAs, type HttpAnswer } from '../link/http.ts';
import { saveFile } from '../link/save-file.ts';
import type { HttpUp } from '@hub/shared/protocol/up.ts';
import type { HeldFile, ImportPreview } from './admin-props.ts';
import { editCount, type ImportEdits } from './import-edits.ts';

const NAMES = { xlsx: 'diem-cau.xlsx', csv: 'diem-cau.csv', template: 'mau-danh-sach-diem-cau.xlsx' } as const;
const PATHS = {
  xlsx: '/api/roster/export?format=xlsx',
  csv: '/api/roster/export?format=csv',
  template: '/api/roster/template',
} as const;

type Checked = Omit<ImportPreview, 'file' | 'edits'>;

/** What the hub reads in the file with what was mended on the page. Nothing is changed by asking. */
export async function checkFile(
  deviceKey: string,
  file: HeldFile,
  edits: ImportEdits,
): Promise<HttpAnswer<ImportPreview>> {
  const read = (response: Response): Promise<Checked> => response.json() as Promise<Checked>;
  const plain = (type: string, body: BodyInit): Pick<RequestInit, 'method' | 'body' | 'headers'> => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  const answer =
    editCount(edits) === 0
      ? await requestAs(
          deviceKey,
          `/api/roster/check?name=${encodeURIComponent(file.name)}`,
          plain('application/octet-stream', file.bytes),
          read,
        )
      : await requestAs(
          deviceKey,
          '/api/roster/check',
          plain('application/json', JSON.stringify(await mendedBody(file, edits))),
          read,
        );
  if (!answer.ok) return answer;
  const { check, lines, diff } = answer.body;
  return { ok: true, body: { file, edits, check, lines, diff } };
}

async function mendedBody(
  file: HeldFile,
  { mended, dropRows }: ImportEdits,
): Promise<HttpUp['POST /api/roster/check']> {
  return {
    name: file.name.slice(0, 200),
    file: await base64Of(file.bytes),
    corrections: mended.map(({ row, field, value }) => ({ row, field, value })),
    dropRows: [...dropRows],
  };
}

/** The browser's own encoder: faster than any of ours, and without a string of every byte. */
function base64Of(bytes: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(bytes);
  });
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
