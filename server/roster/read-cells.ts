import { SUMMONED_MAX } from '@hub/shared/model/point.ts';
import { bareText, cleanText } from './clean-text.ts';
import type { Cell } from './table.ts';

export type CellFault = 'empty' | 'cellError' | 'negative' | 'notWhole' | 'tooBig' | 'notNumber';

/** What a cell was read as: for certain, by a guess that must be shown, or not at all. */
export type Reading<T> =
  | { readonly as: 'value'; readonly value: T }
  | { readonly as: 'guess'; readonly value: T }
  | { readonly as: 'wrong'; readonly why: CellFault; readonly suggestion?: string };

const GROUPED = /^\d{1,3}(?:[.,' ]\d{3})+$/;
const PEOPLE =
  /^(\d{1,3}(?:[.,' ]\d{3})+|\d+)\s*(?:đ\s*\/?\s*c|đồng chí|người|ng|đảng viên|đv|đại biểu|đb|cán bộ|vị|khách|people|persons?|members?|delegates?)\.?$/i;

export function readCount(cell: Cell): Reading<number> {
  if (typeof cell === 'number') return readPlainCount(cell);
  const text = cleanText(cell ?? '')
    .normalize('NFKC')
    .trim();
  if (text === '') return { as: 'wrong', why: 'empty' };
  if (isFormulaError(text)) return { as: 'wrong', why: 'cellError' };
  if (/^\d+$/.test(text)) return readPlainCount(Number(text));
  if (/^[-−–]\s*\d+([.,]\d+)?$/.test(text)) return { as: 'wrong', why: 'negative' };
  const people = PEOPLE.exec(text)?.[1] ?? (GROUPED.test(text) ? text : /^(\d+)[.,]0+$/.exec(text)?.[1]);
  if (people !== undefined) {
    const count = Number(people.replace(/\D/g, ''));
    return count > SUMMONED_MAX ? { as: 'wrong', why: 'tooBig' } : { as: 'guess', value: count };
  }
  if (/^\d+[.,]\d+$/.test(text)) return { as: 'wrong', why: 'notWhole' };
  const numbers = text.match(/\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+/g) ?? [];
  const only = numbers.length === 1 ? Number(numbers[0]?.replace(/\D/g, '')) : undefined;
  if (only === undefined || only > SUMMONED_MAX) return { as: 'wrong', why: 'notNumber' };
  return { as: 'wrong', why: 'notNumber', suggestion: String(only) };
}

function readPlainCount(count: number): Reading<number> {
  if (count < 0) return { as: 'wrong', why: 'negative' };
  if (!Number.isInteger(count)) {
    // "1.250" typed into a spreadsheet that takes the dot for a decimal sign becomes 1.25.
    const thousands = Math.round(count * 1_000);
    const meant = count < 10 && Math.abs(thousands - count * 1_000) < 1e-6 && thousands % 10 === 0;
    return { as: 'wrong', why: 'notWhole', ...(meant && thousands >= 1_000 ? { suggestion: String(thousands) } : {}) };
  }
  return count > SUMMONED_MAX ? { as: 'wrong', why: 'tooBig' } : { as: 'value', value: count };
}

/** Errors a spreadsheet leaves in a cell instead of a value. */
export function isFormulaError(text: string): boolean {
  return /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i.test(text);
}

export interface PhoneReading {
  readonly phone: string;
  /** A second number in the same cell. */
  readonly second: string;
  readonly guess?: 'phoneZeroBack' | 'phoneGuessed' | 'phoneTwo';
  readonly wrong?: { readonly why: 'phoneLength' | 'phoneBad'; readonly digits: number; readonly suggestion?: string };
}

const NO_PHONE = new Set(['', 'khong', 'khong co', 'chua co', 'none', 'n a', 'x']);

export function readPhone(cell: Cell): PhoneReading {
  const text = cleanText(String(cell ?? '')).normalize('NFKC');
  if (NO_PHONE.has(bareText(text))) return { phone: '', second: '' };
  const parts = text.split(/\s*[/;,|]\s*|\s+[-–]\s+|\s+(?:và|hoặc|or|and)\s+/u).filter((part) => part.trim() !== '');
  const several = parts.length > 1 && parts.every((part) => part.replace(/\D/g, '').length >= 8);
  if (several) {
    const [first, second] = parts.map((part) => onePhone(part));
    if (first !== undefined && first.wrong === undefined) {
      return { phone: first.phone, second: second?.phone ?? '', guess: 'phoneTwo' };
    }
  }
  return onePhone(text);
}

function onePhone(text: string): PhoneReading {
  const compact = text.replace(/^'/, '').replace(/[\s.()·–-]/g, '');
  const digits = compact.replace(/^\+/, '');
  if (!/^\d+$/.test(digits)) {
    const found = text.replace(/\D/g, '');
    const suggestion = isPhone(found) ? { suggestion: found } : {};
    return { phone: '', second: '', wrong: { why: 'phoneBad', digits: found.length, ...suggestion } };
  }
  if (isPhone(digits)) return { phone: digits, second: '' };
  const national = /^(?:84|0084)0?([2-9]\d{8,9})$/.exec(digits)?.[1];
  if (national !== undefined && isPhone(`0${national}`)) {
    const sure = compact.startsWith('+') || digits.startsWith('00');
    return { phone: `0${national}`, second: '', ...(sure ? {} : { guess: 'phoneGuessed' as const }) };
  }
  if (/^([35789]\d{8}|2\d{9})$/.test(digits)) return { phone: `0${digits}`, second: '', guess: 'phoneZeroBack' };
  return { phone: '', second: '', wrong: { why: 'phoneLength', digits: digits.length } };
}

/** Ten digits with the leading 0, eleven for a landline, or a service number. */
function isPhone(digits: string): boolean {
  return /^0\d{9}$|^02\d{9}$|^1[89]00\d{4,6}$/.test(digits);
}

export function readCoordinate(cell: Cell): Reading<number | null> {
  if (typeof cell === 'number') return { as: 'value', value: cell };
  const text = cleanText(cell ?? '')
    .normalize('NFKC')
    .trim();
  if (text === '' || text === '-') return { as: 'value', value: null };
  const bare = text.replace(/°?\s*[EeNnĐB]?$/u, '').trim();
  if (/^[-−]?\d{1,3}(\.\d+)?$|^[-−]?\d{1,3}(\.\d+)?e-?\d{1,2}$/i.test(bare)) {
    return { as: 'value', value: Number(bare.replace('−', '-')) };
  }
  if (/^-?\d{1,3},\d+$/.test(bare)) return { as: 'guess', value: Number(bare.replace(',', '.')) };
  return { as: 'wrong', why: isFormulaError(text) ? 'cellError' : 'notNumber' };
}
