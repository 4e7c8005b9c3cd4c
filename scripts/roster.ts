import { runRosterCheck } from '@hub/server/roster/cli.ts';
import { readOptions } from './lib/options.ts';
import { importRosterFile } from './lib/import-roster.ts';

const HELP = `
Kiểm tra hoặc nhập danh sách điểm cầu từ bảng tính (.xlsx, .csv).
Check a spreadsheet of points, or import it into the hub of HUB_DATA_DIR, running or not.

  npx pnpm roster check FILE [--json] [--lang vi|en] [--areas FILE.geojson]
  npx pnpm roster import FILE [--retire-missing] [--json] [--lang vi|en]

  --json             chỉ in JSON / print only JSON
  --lang             ngôn ngữ của thông báo / language of the messages (vi)
  --areas            tên địa bàn của bản đồ / names of the map's areas
  --retire-missing   điểm không có trong tệp sẽ ngừng dùng / retire points that the file does not name

Kết thúc 0 nếu dùng được, 1 nếu có lỗi; có lỗi thì không nhập dòng nào.
Exit 0 when usable, 1 otherwise; with an error nothing is imported.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'vi' },
  areas: { type: 'string' },
  'retire-missing': { type: 'boolean', default: false },
} as const;

const { values, positionals } = readOptions(HELP, OPTIONS);
process.exitCode = await main();

async function main(): Promise<number> {
  const [command, file, ...rest] = positionals;
  const lang = values.lang === 'vi' || values.lang === 'en' ? values.lang : undefined;
  const known = command === 'check' || command === 'import';
  if (!known || file === undefined || rest.length > 0 || lang === undefined) {
    process.stderr.write(HELP);
    return 1;
  }
  const { json } = values;
  const { exitCode, stdout } =
    command === 'check'
      ? await runRosterCheck(file, { json, lang, areasFile: values.areas })
      : await importRosterFile(file, { json, lang, retireMissing: values['retire-missing'] });
  process.stdout.write(stdout);
  return exitCode;
}
