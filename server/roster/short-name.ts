import { SHORT_NAME_MAX } from '@hub/shared/model/point.ts';
import { areaName } from '@hub/shared/view/names.ts';
import { bareText, cutText } from './clean-text.ts';

/** A whole word or phrase; `\b` does not know Vietnamese letters. */
const word = (source: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'giu');

/** Words that say only what kind of room it is. */
const ROOMS = new RegExp(
  '^(?:điểm cầu|hội trường(?: lớn| nhỏ| tầng \\d+)?|phòng họp(?: trực tuyến)?|nhà văn hóa|nhà văn hoá|nhà họp|nhà sinh hoạt cộng đồng|trụ sở|trường(?= (?:tiểu học|thcs|thpt|mầm non|trung|cao|đại|dân tộc|liên cấp|chính trị))|văn phòng(?= (?:tỉnh|huyện|thị|thành|đảng|hđnd|ubnd)))\\s+',
  'iu',
);

/** What people say instead; the earlier rule wins. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [word('khu phố'), 'KP'],
  [word('tổ dân phố'), 'TDP'],
  [word('thôn'), 'Thôn'],
  [word('ủy ban nhân dân|uỷ ban nhân dân'), 'UBND'],
  [word('hội đồng nhân dân'), 'HĐND'],
  [word('(?:ủy ban )?mặt trận tổ quốc(?: việt nam)?'), 'MTTQ'],
  [word('liên đoàn lao động'), 'LĐLĐ'],
  [word('(?:ban )?chỉ huy quân sự|bch quân sự'), 'Quân sự'],
  [word('viện kiểm sát(?: nhân dân)?|vksnd'), 'Viện KS'],
  [word('tòa án nhân dân|toà án nhân dân|tand'), 'Tòa án'],
  [word('bảo hiểm xã hội'), 'BHXH'],
  [word('gdnn\\s*-\\s*gdtx|giáo dục nghề nghiệp\\s*[-–]\\s*giáo dục thường xuyên'), 'GDTX'],
  [word('giáo dục (?:và|&) đào tạo'), 'GDĐT'],
  [word('trung học phổ thông'), 'THPT'],
  [word('trung học cơ sở'), 'THCS'],
  [word('hợp tác xã'), 'HTX'],
  [word('(?<=htx )nông nghiệp'), 'NN'],
  [word('ban quản lý'), 'BQL'],
  [word('xí nghiệp'), 'XN'],
  [word('(?:chi cục|cục|trung tâm|phòng|ban)(?= \\p{L})'), ''],
  [/(?<=\s)số (?=\d)/giu, ''],
];
const COMPANY = /^(?:công ty(?: (?:cổ phần|cp|tnhh(?: mtv| một thành viên)?))?|cty(?: cp| tnhh)?)\s+/iu;
const INITIALS_MAX = 5;
const RANK = '(?:phường|xã|thị trấn|đặc khu|p\\.|x\\.)?\\s*';

/** A name for a wall tile, at most nine characters: without the room, the area that stands beside it, and the town. */
export function proposeShortName(name: string, area: string): string {
  const full = name
    .normalize('NFC')
    .replace(/\s*[,(–].*$/u, '')
    .trim();
  const withoutRoom = full.replace(ROOMS, '').replace(ROOMS, '');
  const own = areaName(area).trim();
  const local = own === '' ? withoutRoom : withoutRoom.replace(word(RANK + escape(own)), ' ').trim();
  let said = local === '' ? withoutRoom : local;
  for (const [pattern, short] of SAID) {
    const next = said.replace(pattern, short).replace(/\s+/g, ' ').trim();
    if (next !== '') said = next;
  }
  const company = COMPANY.test(said);
  const bare = withoutProperName(said.replace(COMPANY, ''));
  const short = company && bare.length + 4 <= SHORT_NAME_MAX ? `Cty ${bare}` : bare;
  const fitted = fit(short === '' ? full : short);
  return fitted === '' ? fit(name) : fitted.charAt(0).toUpperCase() + fitted.slice(1);
}

/** "May An Bình" → "May": the capitalised words at the end name the town everybody is in. */
function withoutProperName(text: string): string {
  if (text === text.toUpperCase()) return text;
  const words = text.split(' ');
  let end = words.length;
  while (end > 1 && isProper(words[end - 1] ?? '')) end -= 1;
  const dropped = words.length - end;
  return dropped >= 2 ? words.slice(0, end).join(' ') : text;
}

function isProper(text: string): boolean {
  return /^\p{Lu}\p{Ll}+$/u.test(text);
}

/** As many whole words as fit. Half of a compound says nothing ("Môi trường" → "Môi"): then the initials, "MTĐT". */
function fit(text: string): string {
  const words = text.split(' ');
  let fitted = words[0] ?? '';
  let taken = 1;
  for (const next of words.slice(1)) {
    if (`${fitted} ${next}`.length > SHORT_NAME_MAX) break;
    fitted += ` ${next}`;
    taken += 1;
  }
  const [, second] = words;
  const halved = taken === 1 && second !== undefined && /^\p{Ll}/u.test(second);
  if (halved)
    return words
      .slice(0, INITIALS_MAX)
      .map((part) => part.charAt(0).toUpperCase())
      .join('');
  return cutText(fitted, SHORT_NAME_MAX);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Short names of one roster: no two alike within an area. */
export class ShortNames {
  private readonly taken = new Map<string, number>();
  private readonly counters = new Map<string, number>();

  /** The row that already has this name in this area, or undefined after claiming it. */
  claim(area: string, shortName: string, row: number): number | undefined {
    const key = `${area}\n${bareText(shortName)}`;
    const other = this.taken.get(key);
    if (other === undefined) this.taken.set(key, row);
    return other;
  }

  propose(name: string, area: string, row: number): string {
    const base = proposeShortName(name, area);
    if (this.claim(area, base, row) === undefined) return base;
    const counterKey = `${area}\n${base}`;
    for (let number = this.counters.get(counterKey) ?? 2; ; number += 1) {
      const ending = ` ${number}`;
      const numbered = cutText(base, SHORT_NAME_MAX - ending.length) + ending;
      if (this.claim(area, numbered, row) !== undefined) continue;
      this.counters.set(counterKey, number + 1);
      return numbered;
    }
  }
}
