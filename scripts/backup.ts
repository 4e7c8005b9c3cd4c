import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { backUpAreas } from '@hub/server/maps/area-backup.ts';
import { openHub } from './lib/open-hub.ts';
import { fail, printJson, readOptions } from './lib/options.ts';
import { reportFailure, ScriptFailure } from './lib/script-failure.ts';
import { readSettings } from './lib/settings.ts';

const HELP = `
Sao lưu nhật ký của hub, đang chạy hay không. Bản sao được kiểm tra trước khi có tên.
Copy the hub's log to a file, whether the hub runs or not. The copy is proved whole before it gets its name.
Ranh giới bản đồ nằm cạnh đó: FILE.areas.geojson. / The map's boundaries lie beside it: FILE.areas.geojson.

  npx pnpm backup FILE [--json]
`;

const { values, positionals } = readOptions(HELP, { json: { type: 'boolean', default: false } } as const);
const [file, ...rest] = positionals;
if (file === undefined || rest.length > 0) fail(HELP.trim(), 2);

const path = resolve(file);
try {
  await needFolder(dirname(path));
  const settings = readSettings();
  const hub = await openHub(settings);
  try {
    await hub.backup(path);
    const areas = await backUpAreas(settings.dataDir, path);
    const { size } = await stat(path);
    if (values.json) printJson({ ok: true, file: path, bytes: size, running: hub.isRunning, areas });
    else
      process.stdout.write(
        `Đã sao lưu / Saved: ${path} (${size} byte)\n${areas === null ? '' : `Ranh giới bản đồ / Map boundaries: ${areas}\n`}`,
      );
  } finally {
    await hub.close();
  }
} catch (error) {
  reportFailure(error, values);
}

async function needFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (found?.isDirectory() === true) return;
  const message = `Không có thư mục ${folder}: hãy tạo trước rồi sao lưu lại. / There is no folder ${folder}: make it first, then back up again.`;
  throw new ScriptFailure('no-folder', message);
}
