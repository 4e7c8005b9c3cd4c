import { parseArgs } from 'node:util';
import { runRosterCheck } from '@hub/server/roster/cli.ts';

const HELP = `Kiểm tra danh sách điểm cầu trong bảng tính, không ghi gì vào hub.
Check a spreadsheet of points; nothing is written.

  npx pnpm roster check FILE [--json] [--lang vi|en] [--areas FILE.geojson]

  --json     chỉ in JSON / print only JSON: {ok, points, warnings, errors, sheet, columns}
  --lang     ngôn ngữ của thông báo / language of the messages (vi)
  --areas    tên địa bàn của bản đồ / names of the map's areas

Kết thúc 0 nếu dùng được, 1 nếu có lỗi. Exit 0 when usable, 1 otherwise.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'vi' },
  areas: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 1;
  }
  const { values, positionals } = parsed;
  const [command, file, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command !== 'check' || file === undefined || rest.length > 0 || (values.lang !== 'vi' && values.lang !== 'en')) {
    process.stderr.write(HELP);
    return 1;
  }
  const { exitCode, stdout } = await runRosterCheck(file, {
    json: values.json,
    lang: values.lang,
    areasFile: values.areas,
  });
  process.stdout.write(stdout);
  return exitCode;
}
