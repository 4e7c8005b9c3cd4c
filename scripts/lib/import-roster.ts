import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { runRosterCheck } from '@hub/server/roster/cli.ts';
import { diffRoster, keepMissingColumns } from '@hub/server/roster/diff-roster.ts';
import { parseRosterFile } from '@hub/server/roster/parse-apart.ts';
import { HubRefusal } from './hub-access.ts';
import type { HubAccess } from './hub-access.ts';
import { openHub } from './open-hub.ts';
import { ScriptFailure } from './script-failure.ts';
import { readSettings } from './settings.ts';

export interface ImportOptions {
  readonly json: boolean;
  readonly lang: 'vi' | 'en';
  readonly retireMissing: boolean;
}

/** All or nothing: a file with an error changes nothing, and its errors are what is printed. */
export async function importRosterFile(
  file: string,
  { json, lang, retireMissing }: ImportOptions,
): Promise<{ exitCode: number; stdout: string }> {
  const bytes = await readFile(file).catch(() => null);
  const check = bytes === null ? null : await parseRosterFile(bytes, basename(file), { lang });
  if (check === null || !check.ok) return runRosterCheck(file, { json, lang });

  let hub: HubAccess | null = null;
  try {
    hub = await openHub(readSettings());
    const current = await hub.currentRoster();
    const lines = keepMissingColumns(current, check);
    const diff = diffRoster(current, lines);
    await hub.importRoster(lines, retireMissing);
    const counts = {
      added: diff.added.length,
      changed: diff.changed.length,
      unchanged: diff.unchanged.length,
      retired: retireMissing ? diff.missing.length : 0,
    };
    const answer = { ok: true, ...counts, warnings: check.warnings, diff };
    return { exitCode: 0, stdout: json ? `${JSON.stringify(answer, null, 2)}\n` : describe(counts, lang) };
  } catch (error) {
    if (!(error instanceof HubRefusal) && !(error instanceof ScriptFailure)) throw error;
    const refused = { ok: false, error: { kind: error.kind, message: error.message } };
    return {
      exitCode: error instanceof ScriptFailure ? error.exitCode : 1,
      stdout: json ? `${JSON.stringify(refused, null, 2)}\n` : `${error.message}\n`,
    };
  } finally {
    await hub?.close();
  }
}

interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly retired: number;
}

function describe({ added, changed, unchanged, retired }: Counts, lang: ImportOptions['lang']): string {
  return lang === 'vi'
    ? `Đã nhập: thêm ${added}, sửa ${changed}, giữ nguyên ${unchanged}, ngừng dùng ${retired} điểm cầu.\n`
    : `Imported: ${added} added, ${changed} changed, ${unchanged} unchanged, ${retired} retired.\n`;
}
