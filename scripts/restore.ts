import { resolve } from 'node:path';
import { restoreBackup } from '@hub/server/log/restore.ts';
import { restoreAreas } from '@hub/server/maps/area-backup.ts';
import { fail, printJson, readOptions } from './lib/options.ts';
import { reportFailure } from './lib/script-failure.ts';
import { readSettings } from './lib/settings.ts';

const HELP = `
Đưa một bản sao lưu vào HUB_DATA_DIR. Hub phải đang tắt. Nhật ký cũ được chuyển sang bên, không bị xóa.
Put a backup into HUB_DATA_DIR. The hub must not be running. A log that is there is moved aside, never deleted.

  npx pnpm restore FILE [--force] [--json]

  --force   also where a log is already
`;

const OPTIONS = { force: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const;
const { values, positionals } = readOptions(HELP, OPTIONS);
const [file, ...rest] = positionals;
if (file === undefined || rest.length > 0) fail(HELP.trim(), 2);

try {
  const { dataDir } = readSettings();
  const { head, movedAside } = await restoreBackup(resolve(file), dataDir, { force: values.force });
  const areas = await restoreAreas(resolve(file), dataDir, movedAside);
  if (values.json) printJson({ ok: true, head, movedAside, areas });
  else {
    process.stdout.write(`Đã khôi phục ${head} dòng nhật ký. / Restored ${head} log entries.\n`);
    if (areas) process.stdout.write('Đã khôi phục ranh giới bản đồ. / Restored the map’s boundaries.\n');
    if (movedAside !== null) process.stdout.write(`Nhật ký cũ / The old log: ${movedAside}\n`);
  }
} catch (error) {
  reportFailure(error, values);
}
