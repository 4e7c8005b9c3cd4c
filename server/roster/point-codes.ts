import type { Header } from './find-header.ts';
import type { ReadLine } from './read-line.ts';
import type { Report } from './report.ts';

/** The code of each line by its row: its own, or a proposed one that no other line has. */
export function pointCodes(read: readonly ReadLine[], header: Header, report: Report): ReadonlyMap<number, string> {
  const { issues } = report.text;
  const used = new Set(read.map((line) => line.code));
  const width = Math.max(2, String(read.length).length);
  const propose = (ordinal: number): string => {
    for (let number = ordinal; ; number += 1) {
      const code = `DC${String(number).padStart(width, '0')}`;
      if (!used.has(code)) return code;
    }
  };
  const codes = new Map<number, string>();
  const owners = new Map<string, ReadLine>();
  let previous = '';
  read.forEach((line, index) => {
    let code = line.code;
    if (code === '') {
      code = propose(index + 1);
      used.add(code);
      // A code that could not be read is an error already; proposing another would hide it.
      if (header.fields.has('id') && !report.isBad(line.row)) {
        report.warn(line.row, 'id', 'codeProposed', issues.codeProposed(code), { from: '', to: code });
      }
    }
    const owner = owners.get(code);
    if (owner === undefined) {
      owners.set(code, line);
    } else {
      const following = nextCode(previous);
      const suggestion = following !== undefined && !used.has(following) ? following : propose(index + 1);
      used.add(suggestion);
      report.fail(line.row, 'id', 'codeRepeated', issues.codeRepeated(code, owner.row + 1, owner.name), {
        value: code,
        suggestion,
      });
      previous = suggestion;
      return;
    }
    codes.set(line.row, code);
    previous = code;
  });
  const all = [...codes.values()];
  if (!header.fields.has('id') && all.length > 0) {
    const [first = '', last = ''] = [all[0], all.at(-1)];
    report.warn(header.firstRow, 'id', 'codesProposed', issues.codesProposed(first, last), {
      from: '',
      to: `${first}…${last}`,
    });
  }
  return codes;
}

/** "DC45" → "DC46". */
function nextCode(code: string): string | undefined {
  const [, prefix, number] = /^(.*?)(\d+)$/.exec(code) ?? [];
  if (prefix === undefined || number === undefined) return undefined;
  return prefix + String(Number(number) + 1).padStart(number.length, '0');
}
