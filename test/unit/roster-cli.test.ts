import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runRosterCheck } from '@hub/server/roster/cli.ts';

const SAMPLE = fileURLToPath(new URL('../../sample/an-binh/', import.meta.url));

async function withFile(content: string, use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-'));
  try {
    const file = join(folder, 'danh-sach.csv');
    await writeFile(file, content);
    await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('[R6] a usable file ends with 0 and JSON that is only JSON', async () => {
  const { exitCode, stdout } = await runRosterCheck(`${SAMPLE}points.csv`, {
    json: true,
    lang: 'vi',
    areasFile: `${SAMPLE}areas.geojson`,
  });
  assert.is(exitCode, 0);
  const answer = JSON.parse(stdout);
  assert.equal(Object.keys(answer), ['ok', 'points', 'warnings', 'errors', 'sheet', 'columns']);
  assert.is(answer.points.length, 89);
  assert.equal([answer.warnings, answer.errors], [[], []]);
});

test('[R6] a file that is not there is told in a sentence, without a program’s words', async () => {
  for (const [file, words] of [
    ['/no/such/file.xlsx', 'Không có tệp /no/such/file.xlsx'],
    [SAMPLE, 'là một thư mục'],
  ] as const) {
    const { exitCode, stdout } = await runRosterCheck(file, { json: false, lang: 'vi' });
    assert.is(exitCode, 1);
    assert.ok(stdout.includes(words) && !/ENOENT|EISDIR|no such/.test(stdout), stdout);
  }
});

test('[R6] a bad file ends with 1 and names row, column and reason', async () => {
  await withFile('Tên điểm cầu;Triệu tập\nHội trường A;khoảng 90\nHội trường B;45 đ/c\n', async (file) => {
    const { exitCode, stdout } = await runRosterCheck(file, { json: false, lang: 'vi' });
    assert.is(exitCode, 1);
    assert.match(stdout, 'Dòng 2, cột B (Triệu tập): Triệu tập phải là một số. Trong tệp là “khoảng 90”. Đề xuất: 90.');
    assert.match(stdout, 'Dòng 3, cột B (Triệu tập): Triệu tập “45 đ/c” được đọc là 45.');
  });
});

test('[R6] an area that the map does not have is told against the map', async () => {
  await withFile('Tên,Địa bàn,Triệu tập\nHội trường A,Xã Bình Sớn,5\n', async (file) => {
    const { stdout } = await runRosterCheck(file, { json: true, lang: 'vi', areasFile: `${SAMPLE}areas.geojson` });
    assert.is(JSON.parse(stdout).errors[0].suggestion, 'Xã Bình Sơn');
  });
});

test('[R4] a file that is not there is told, not thrown', async () => {
  const { exitCode, stdout } = await runRosterCheck('/nowhere/x.xlsx', { json: true, lang: 'en' });
  assert.is(exitCode, 1);
  assert.match(JSON.parse(stdout).errors[0].reason, 'There is no file');
});

test.run();
