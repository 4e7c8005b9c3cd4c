import { refuse } from './table.ts';
import type { TableResult } from './table.ts';
import { zipEntries } from './unzip-bounded.ts';

type Refused = Extract<TableResult, { ok: false }>;

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** What a file is by its first bytes, whatever its name says; a refusal names what to do instead. */
export function sniffFile(bytes: Uint8Array): 'xlsx' | 'text' | Refused {
  if (bytes.length === 0) return refuse('fileEmpty', (text) => text.issues.fileEmpty());
  if (startsWith(bytes, 0x50, 0x4b)) return sniffZip(bytes);
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return sniffCompound(bytes);
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) return refuse('filePdf', (text) => text.issues.filePdf());
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47) || startsWith(bytes, 0xff, 0xd8, 0xff)) return other('image');
  const start = Buffer.from(bytes.subarray(0, 512))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('{\\rtf')) return other('rtf');
  // Offices' web systems hand out HTML tables under the name .xls.
  if (/^<(!doctype|html|\?xml|table|meta)/i.test(start)) return other('html');
  return 'text';
}

function sniffZip(bytes: Uint8Array): 'xlsx' | Refused {
  const entries = zipEntries(bytes);
  if (entries === undefined || entries.length === 0) return refuse('fileBroken', (text) => text.issues.fileBroken());
  const names = new Set(entries.map((entry) => entry.name));
  const has = (folder: string) => entries.some((entry) => entry.name.startsWith(folder));
  if (names.has('xl/workbook.xml')) return 'xlsx';
  if (names.has('xl/workbook.bin')) return other('xlsb');
  if (has('word/')) return refuse('fileWord', (text) => text.issues.fileWord());
  if (has('ppt/')) return other('powerpoint');
  if (names.has('mimetype') && names.has('content.xml')) return other('ods');
  if (has('xl/')) return refuse('fileBroken', (text) => text.issues.fileBroken());
  return other('zip');
}

/** The old compound format holds .xls, .doc, and also an encrypted .xlsx as the stream "EncryptedPackage". */
function sniffCompound(bytes: Uint8Array): Refused {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const holds = (stream: string) => content.includes(Buffer.from(stream, 'utf16le'));
  if (holds('EncryptedPackage')) return refuse('fileEncrypted', (text) => text.issues.fileEncrypted());
  if (holds('WordDocument')) return refuse('fileWord', (text) => text.issues.fileWord());
  return refuse('fileOldXls', (text) => text.issues.fileOldXls());
}

function other(kind: 'ods' | 'xlsb' | 'html' | 'powerpoint' | 'zip' | 'image' | 'rtf'): Refused {
  return refuse('fileOtherKind', (text) => text.issues.fileOtherKind(text.fileKinds[kind]));
}
