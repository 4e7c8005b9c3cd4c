const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/^Nhà văn hóa (khu phố|tổ dân phố)\s+/i, 'KP '],
  [/^Nhà văn hóa thôn\s+/i, 'Thôn '],
  [/^Nhà văn hóa\s+/i, ''],
  [/^Hội trường (UBND|Ủy ban nhân dân) (phường|xã|thị trấn)\s+/i, 'UBND '],
  [/^Hội trường\s+/i, ''],
  [/^Phòng họp\s+/i, ''],
  [/^Trường\s+/i, ''],
];

/** A point's name in lists and labels, without the words everyone knows: "KP 3 Phố Mới", "UBND Yên Phú". */
export function listName(name: string): string {
  for (const [pattern, short] of SHORTER) {
    if (pattern.test(name)) return name.replace(pattern, short);
  }
  return name;
}

/** An area's name without its rank: "Tân Lập". */
export function areaName(area: string): string {
  return area.replace(/^(Phường|Xã|Thị trấn|Đặc khu)\s+/i, '');
}

/** The number of an instruction as people say it: "CĐ-07", in English "IN-07". */
export function instructionCode(number: number, lang: 'vi' | 'en'): string {
  return `${lang === 'vi' ? 'CĐ' : 'IN'}-${String(number).padStart(2, '0')}`;
}

/** The number of an incident as people say it: "SC-07". */
export function incidentCode(number: number): string {
  return `SC-${String(number).padStart(2, '0')}`;
}
