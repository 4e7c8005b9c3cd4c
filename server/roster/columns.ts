import { ROSTER_FIELDS } from '@hub/shared/model/roster-check.ts';
import type { RosterField } from '@hub/shared/model/roster-check.ts';
import { rosterEn } from '@hub/shared/text/roster-en.ts';
import { rosterVi } from '@hub/shared/text/roster-vi.ts';
import { bareText } from './clean-text.ts';

/** Columns that are understood and not kept: the running number and remarks. */
export type ColumnMeaning = RosterField | 'number' | 'note';

/** Headers as offices write them, without diacritics; every spelling of `bareText` form. */
const SYNONYMS: Record<ColumnMeaning, readonly string[]> = {
  number: ['stt', 'tt', 'so tt', 'so thu tu', 'no', 'number', 'order', 'so'],
  note: ['ghi chu', 'note', 'notes', 'remark', 'remarks'],
  id: [
    'ma',
    'ma diem',
    'ma so',
    'ma dc',
    'ma cau',
    'ky hieu',
    'ma hieu',
    'code',
    'id',
    'point id',
    'ma so diem cau',
    'ma diem hop',
  ],
  name: [
    'ten',
    'ten diem',
    'diem cau',
    'diem hop',
    'ten diem hop',
    'dia diem',
    'ten dia diem',
    'noi hop',
    'dia diem hop',
    'diem',
    'hoi truong',
    'ten hoi truong',
    'ten hoi truong diem cau',
    'dia diem to chuc',
    'dia diem diem cau',
    'diem cau truc tuyen',
    'ten diem cau truc tuyen',
    'point',
    'name',
    'location',
    'site',
    'site name',
    'venue',
  ],
  shortName: ['ten viet tat', 'viet tat', 'ten rut gon', 'ten goi ngan', 'short', 'abbreviation'],
  unit: [
    'ten don vi',
    'co quan don vi',
    'co quan',
    'to chuc dang',
    'to chuc',
    'dang bo',
    'chi bo',
    'chi bo dang bo',
    'dang bo chi bo',
    'don vi to chuc',
    'ten co quan don vi',
    'don vi co quan',
    'organisation',
    'organization',
  ],
  block: ['nhom', 'nhom don vi', 'khoi don vi', 'loai hinh don vi', 'group', 'ten khoi'],
  area: [
    'xa phuong',
    'phuong xa',
    'xa',
    'phuong',
    'xa phuong thi tran',
    'phuong xa thi tran',
    'khu vuc',
    'ward',
    'commune',
    'ward commune',
    'ten xa phuong',
    'ten dia ban',
  ],
  summoned: [
    'so trieu tap',
    'so nguoi trieu tap',
    'so luong',
    'so luong trieu tap',
    'so dai bieu',
    'dai bieu trieu tap',
    'so dai bieu trieu tap',
    'so nguoi',
    'so luong nguoi',
    'so luong dai bieu',
    'so dang vien',
    'so luong dang vien',
    'tong so dang vien',
    'dang vien',
    'dai bieu',
    'tong so trieu tap',
    'tong trieu tap',
    'quan so',
    'si so',
    'so nguoi du',
    'so nguoi tham du',
    'so luong tham du',
    'so dang vien trieu tap',
    'trieu tap nguoi',
    'expected',
    'invited',
    'summoned people',
    'people',
    'headcount',
    'number summoned',
  ],
  kind: ['loai', 'loai diem cau', 'hinh thuc', 'hinh thuc tham gia', 'vai tro', 'kind', 'type'],
  linkKind: [
    'duong truyen',
    'loai duong truyen',
    'phuong thuc ket noi',
    'hinh thuc ket noi',
    'cach ket noi',
    'ket noi',
    'link',
    'he thong ket noi',
    'video link',
    'loai duong truyen hinh',
    'phuong thuc truyen hinh',
    'connection',
  ],
  carrier: [
    'mang',
    'nha cung cap',
    'nha cung cap mang',
    'nha cung cap duong truyen',
    'don vi cung cap duong truyen',
    'isp',
    'network',
  ],
  phone: [
    'so dien thoai',
    'sdt',
    'dt',
    'dtdd',
    'so dt',
    'so dtdd',
    'di dong',
    'dien thoai lien he',
    'so dien thoai lien he',
    'dien thoai di dong',
    'sdt lien he',
    'lien he dien thoai',
    'lien he so dien thoai',
    'lien he sdt',
    'nguoi phu trach dien thoai',
    'nguoi phu trach so dien thoai',
    'nguoi phu trach sdt',
    'dien thoai nguoi phu trach',
    'can bo phu trach dien thoai',
    'can bo phu trach so dien thoai',
    'telephone',
    'mobile',
    'phone number',
    'tel',
    'contact phone',
  ],
  longitude: ['lon', 'lng', 'long', 'toa do kinh do', 'kinh do x', 'x'],
  latitude: ['lat', 'toa do vi do', 'vi do y', 'y'],
  contactName: [
    'can bo phu trach',
    'phu trach',
    'nguoi lien he',
    'lien he',
    'dau moi',
    'can bo dau moi',
    'dau moi lien he',
    'ho ten',
    'ho va ten',
    'can bo truc',
    'ho ten nguoi phu trach',
    'ho va ten nguoi phu trach',
    'ho ten can bo phu trach',
    'ho va ten can bo phu trach',
    'nguoi phu trach ho ten',
    'nguoi phu trach ho va ten',
    'can bo phu trach ho ten',
    'can bo phu trach ho va ten',
    'lien he ho ten',
    'lien he ho va ten',
    'lien he nguoi phu trach',
    'contact name',
    'contact person',
    'person in charge',
  ],
  backupPhone: [
    'so dien thoai du phong',
    'sdt du phong',
    'dt du phong',
    'dien thoai 2',
    'so dien thoai 2',
    'sdt 2',
    'lien he dien thoai du phong',
    'lien he sdt du phong',
    'nguoi phu trach dien thoai du phong',
    'second phone',
    'phone 2',
    'alternate phone',
  ],
  technician: ['ktv', 'can bo ky thuat', 'nhan vien ky thuat', 'ky thuat'],
  backupLine: [
    'duong truyen du phong',
    'mang du phong',
    'ket noi du phong',
    'duong du phong 4g',
    'backup',
    'backup network',
  ],
};

const MEANINGS: ReadonlyMap<string, ColumnMeaning> = buildMeanings();

function buildMeanings(): ReadonlyMap<string, ColumnMeaning> {
  const meanings = new Map<string, ColumnMeaning>();
  for (const field of ROSTER_FIELDS) {
    meanings.set(bareText(rosterVi.fields[field]), field);
    meanings.set(bareText(rosterEn.fields[field]), field);
    // The field's own name, as the JSON has it: "shortName" and "short name".
    meanings.set(bareText(field.replace(/[A-Z]/g, ' $&')), field);
    meanings.set(bareText(field), field);
  }
  for (const [meaning, spellings] of Object.entries(SYNONYMS)) {
    for (const spelling of spellings) meanings.set(spelling, meaning as ColumnMeaning);
  }
  return meanings;
}

/** What a header means, or undefined. A remark in brackets ("Triệu tập (người)") does not count. */
export function columnMeaning(header: string): ColumnMeaning | undefined {
  if (header.trim() === '#') return 'number';
  const bare = bareText(header);
  return MEANINGS.get(bare) ?? MEANINGS.get(bareText(header.replace(/[([{][^)\]}]*[)\]}]/g, ' '))) ?? longHeader(bare);
}

/** Long headers say it in a phrase; the phrase that names a field for certain decides. Order matters: the narrower first. */
const PHRASES: readonly (readonly [RegExp, ColumnMeaning])[] = [
  [
    /\b(so luong|so nguoi|so dai bieu|so dang vien|tong so|quan so)\b.*\b(trieu tap|tham du|du hop|du hoc tap)\b|\btrieu tap\b/,
    'summoned',
  ],
  [/\b(dien thoai|sdt)\b.*\bdu phong\b/, 'backupPhone'],
  [/\b(duong truyen|duong|mang)\b.*\bdu phong\b/, 'backupLine'],
  [/\b(so dien thoai|dien thoai|sdt)\b/, 'phone'],
  [/\b(ho va ten|ho ten|nguoi|can bo)\b.*\b(phu trach|dau moi|lien he)\b/, 'contactName'],
  [/^ma (so )?diem cau\b/, 'id'],
  [/^ten diem cau\b|^dia diem\b/, 'name'],
];
const LONG_HEADER_MAX = 80;

function longHeader(bare: string): ColumnMeaning | undefined {
  if (bare.length > LONG_HEADER_MAX || !bare.includes(' ')) return undefined;
  return PHRASES.find(([pattern]) => pattern.test(bare))?.[1];
}
