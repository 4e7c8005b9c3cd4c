import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { controlVi } from '@hub/shared/text/control-vi.ts';
import { technicianVi } from '@hub/shared/text/technician-vi.ts';
import { buildPagesIfOld } from '@hub/scripts/lib/build-pages.ts';
import type { Page } from 'playwright-core';
import { DESK, LAPTOP, openBrowser, openPage, PHONE, SOFTWARE_GL } from './browser.ts';

/**
 * Takes the pictures of the documents again, from a demo: `npx pnpm exec node test/support/take-screenshots.ts`.
 * The moment is the outage of a carrier, 80 s after the start, while a round is being collected; it takes two minutes.
 */
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
const PORT = '18097';
const ROLES = ['technician', 'controller', 'wall', 'administrator', 'operator'];
/** By then the demo has frozen its first round, and the carrier still works. */
const OPEN_ROUND_AFTER_MS = 70_000;
const OUTAGE_WITHIN_MS = 60_000;

async function main(): Promise<void> {
  await mkdir(IMAGES, { recursive: true });
  await buildPagesIfOld();
  const env = { ...process.env, HUB_PORT: PORT, HUB_HOST: '127.0.0.1' };
  const demo = spawn(process.execPath, [DEMO, '--speed', '30', '--for', '4m'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const links = new Map<string, string>();
  const started = new Promise<void>((resolve) => {
    createInterface(demo.stdout).on('line', (line) => {
      const found = /^ {2}(\w+).* (http:\S+)$/.exec(line);
      if (found?.[1] !== undefined && found[2] !== undefined) links.set(found[1], found[2]);
      if (links.size === ROLES.length) resolve();
    });
  });
  await Promise.race([started, once(demo, 'exit')]);
  const browser = await openBrowser([], SOFTWARE_GL);
  try {
    const open = async (role: string, size: typeof DESK): Promise<Page> =>
      (await openPage(browser, links.get(role) ?? '', size)).page;
    const control = await open('controller', DESK);
    const operator = await open('operator', PHONE);
    const wall = await open('wall', DESK);
    const technician = await open('technician', LAPTOP);

    await control.waitForTimeout(OPEN_ROUND_AFTER_MS);
    await control.getByRole('button', { name: controlVi.openNextRound }).click();
    await control.getByRole('dialog').getByRole('button', { name: controlVi.openRound }).click();
    const figures = [104, 3, 1, 0];
    for (const [index, figure] of figures.entries()) await operator.locator('input').nth(index).fill(String(figure));
    await shoot(operator, 'operator');
    // Worst first by loss; in an outage the lines have no figures.
    await technician.getByRole('button', { name: technicianVi.columns.lossPct }).click();
    await shoot(technician, 'technician');
    const [together = ''] = controlVi.incident.common('|', 0).split('|');
    await control.getByText(together).first().waitFor({ timeout: OUTAGE_WITHIN_MS });
    await shoot(control, 'control-room');
    await control.keyboard.press('1');
    await control.locator('.map-ground[data-drawn=yes]').waitFor({ timeout: 60_000 });
    await shoot(control, 'control-room-map');
    // The other look, on the other ground, on the smaller screen.
    await control.setViewportSize(LAPTOP);
    await control.keyboard.press('3');
    await control.getByRole('button', { name: controlVi.themeLight, exact: true }).click();
    await control.locator('.point-table tbody tr').first().waitFor();
    await shoot(control, 'control-room-table');
    await shoot(wall, 'wall');
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${IMAGES}${name}.png` });
}

await main();
