import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RosterCheck, RosterIssue } from '@hub/shared/model/roster-check.ts';
import { rosterText } from '@hub/shared/text/roster.ts';
import type { RosterLang } from '@hub/shared/text/roster.ts';
import { refused } from './check-roster.ts';
import { parseRosterFile } from './parse-apart.ts';

export interface RosterCheckOptions {
  readonly json: boolean;
  readonly lang: RosterLang;
  /** A GeoJSON file whose features name the areas of the map. */
  readonly areasFile?: string | undefined;
}

/** `roster check FILE`: what would be imported and what stands in the way, for a person or as JSON. */
export async function runRosterCheck(
  file: string,
  { json, lang, areasFile }: RosterCheckOptions,
): Promise<{ exitCode: 0 | 1; stdout: string }> {
  const check = await checkFile(file, lang, areasFile);
  // The page's preview would double the output and repeats the file itself.
  const { rows: _rows, ...answer } = check;
  const stdout = json ? `${JSON.stringify(answer, null, 2)}\n` : describe(check, lang);
  return { exitCode: check.ok ? 0 : 1, stdout };
}

async function checkFile(file: string, lang: RosterLang, areasFile: string | undefined): Promise<RosterCheck> {
  const read = async (path: string): Promise<Uint8Array | RosterCheck> => {
    try {
      return await readFile(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      const say = () => whyUnread(path, code, lang);
      return refused({ kind: 'fileUnknown', say, row: 0 }, lang);
    }
  };
  const bytes = await read(file);
  if (!(bytes instanceof Uint8Array)) return bytes;
  if (areasFile === undefined) return parseRosterFile(bytes, basename(file), { lang });
  const areas = await read(areasFile);
  if (!(areas instanceof Uint8Array)) return areas;
  return parseRosterFile(bytes, basename(file), { lang, knownAreas: areaNames(areas) });
}

function whyUnread(path: string, code: string, lang: RosterLang): string {
  const { cli } = rosterText(lang);
  switch (code) {
    case 'ENOENT':
      return cli.noFile(path);
    case 'EISDIR':
      return cli.notAFile(path);
    case 'EACCES':
      return cli.mayNotRead(path);
    default:
      return cli.cannotRead(path, code);
  }
}

/** `properties.name` of every feature. */
export function areaNames(geojson: Uint8Array): readonly string[] {
  const parsed: unknown = JSON.parse(new TextDecoder().decode(geojson));
  if (!isRecord(parsed) || !Array.isArray(parsed['features'])) return [];
  return parsed['features'].flatMap((feature: unknown) => {
    const properties = isRecord(feature) ? feature['properties'] : undefined;
    const name = isRecord(properties) ? properties['name'] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function describe(check: RosterCheck, lang: RosterLang): string {
  const { cli } = rosterText(lang);
  const count = (value: number) => value.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB');
  const summoned = check.points.reduce((sum, point) => sum + point.summoned, 0);
  const lines = [
    check.ok ? cli.okLine(count(check.points.length), count(summoned)) : cli.badLine(count(check.errors.length)),
    ...(check.sheet.headerRow === 0 ? [] : [cli.sheetLine(check.sheet.name, check.sheet.headerRow)]),
  ];
  const place = (issue: RosterIssue) => `  ${cli.place(issue.row, issue.column)}: ${issue.reason}`;
  if (check.errors.length > 0) {
    lines.push('', cli.errorsHead(count(check.errors.length)));
    for (const issue of check.errors) {
      lines.push(place(issue) + (issue.suggestion === undefined ? '' : ` ${cli.suggestion(issue.suggestion)}.`));
    }
  }
  if (check.warnings.length > 0)
    lines.push('', cli.warningsHead(count(check.warnings.length)), ...check.warnings.map(place));
  return `${lines.join('\n')}\n`;
}
