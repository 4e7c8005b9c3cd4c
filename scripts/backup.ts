import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HubRefusal } from './lib/hub-access.ts';
import { openHub } from './lib/open-hub.ts';
import { fail, printJson, readOptions } from './lib/options.ts';
import { readSettings } from './lib/settings.ts';

const HELP = `
Sao lưu nhật ký của hub, đang chạy hay không. Bản sao được kiểm tra trước khi có tên.
Copy the hub's log to a file, whether the hub runs or not. The copy is proved whole before it gets its name.

  npx pnpm backup FILE [--json]
`;

const { values, positionals } = readOptions(HELP, { json: { type: 'boolean', default: false } } as const);
const [file, ...rest] = positionals;
if (file === undefined || rest.length > 0) fail(HELP.trim(), 2);

const path = resolve(file);
const hub = await openHub(readSettings());
try {
  await hub.backup(path);
  const { size } = await stat(path);
  if (values.json) printJson({ ok: true, file: path, bytes: size, running: hub.isRunning });
  else process.stdout.write(`Đã sao lưu / Saved: ${path} (${size} byte)\n`);
} catch (error) {
  if (!(error instanceof HubRefusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await hub.close();
}
