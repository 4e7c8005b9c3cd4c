/** Text as people type it in a hurry: lower case, without diacritics, `đ` as `d`, single spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** True when every word of `query` occurs in `folded`, which must come from `fold`: "tan lap thon" finds "Thôn 1 Tân Lập". */
export function matches(folded: string, query: string): boolean {
  const needle = fold(query);
  return needle === '' || needle.split(' ').every((word) => folded.includes(word));
}

interface Searchable {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly unit: string;
  readonly area: string;
  readonly carrier: string;
}

/** What a point can be found by. */
export function searchText(point: Searchable): string {
  return fold([point.id, point.name, point.shortName, point.unit, point.area, point.carrier].join(' '));
}
