import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { StaffRole } from '@hub/shared/model/access.ts';
import { STAFF_ROLES } from '@hub/shared/model/access.ts';
import { runHub } from '@hub/server/main.ts';
import type { RunningHub } from '@hub/server/compose.ts';
import { arePagesOld, buildPagesIfOld } from './lib/build-pages.ts';
import { readOptions } from './lib/options.ts';

const HELP = `
npx pnpm start: build the pages when they are old, then run the hub.

Settings come from the environment:
  HUB_PORT (8089)  HUB_HOST (0.0.0.0)  HUB_DATA_DIR (data)  HUB_PUBLIC_URL  HUB_ORIGINS  HUB_TRUST_PROXY
  HUB_PRINT_LINKS  HUB_LOG_LEVEL (info)  HUB_METRICS_TOKEN  HUB_TLS_CERT  HUB_TLS_KEY  HUB_MAX_CONNECTIONS
  HUB_JUMP_PERCENT (30)  HUB_JUMP_PERSONS (10)
  and for a video system or several hubs those of docs/operations.md

On a terminal, or with HUB_PRINT_LINKS=1, fresh sign-in links are printed: each good once, for 24 hours.
Elsewhere no secret is printed; npx pnpm links makes them.

  --build-only   build the pages when they are old, and end
  --no-build     serve the pages as they are, for a service that may not write beside its code
`;

/** The first of several hubs decides a moment after it listens, and only then has the sample town. */
const TOWN_WITHIN_MS = 10_000;

const { values } = readOptions(HELP, {
  'build-only': { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
} as const);
const isTerminal = process.stdout.isTTY === true;
if (values['build-only']) {
  await buildPagesIfOld();
  process.exit(0);
}
if (!values['no-build'] && (await arePagesOld())) {
  // In a process of its own: the hub would keep the builder's 200 MB as long as it runs.
  const { status } = spawnSync(process.execPath, [import.meta.filename, '--build-only'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  process.stdout.write('Đã dựng xong các trang. / The pages are built.\n');
}
const logTo = isTerminal
  ? (await import('pino-pretty')).default({ colorize: true, ignore: 'pid,hostname' })
  : undefined;
const { hub, config, url } = await runHub(logTo);
if (isTerminal) process.stdout.write(`\nĐiểm Cầu Hub: ${url}\n`);
if (isTerminal || config.printLinks) await printLinks(hub);

async function printLinks(running: RunningHub): Promise<void> {
  const until = performance.now() + TOWN_WITHIN_MS;
  const { projection } = running.hub;
  while (config.nodes !== null && [...projection.points()].length === 0 && performance.now() < until) {
    await delay(50);
  }
  const operatorPoint = [...running.hub.projection.points()].find(
    ({ retired, point }) => !retired && point.kind !== 'host',
  );
  const rows: [string, string][] = [];
  for (const role of [...STAFF_ROLES, 'operator'] as readonly (StaffRole | 'operator')[]) {
    const pointId = role === 'operator' ? operatorPoint?.point.id : undefined;
    if (role === 'operator' && pointId === undefined) continue;
    const minted = await running.mintLink(role, pointId);
    const name = pointId === undefined ? role : `${role} ${pointId}`;
    rows.push([name, minted.ok ? (minted.grant.url ?? '') : minted.kind]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  process.stdout.write(
    '\nĐường dẫn đăng nhập, mỗi đường dẫn dùng một lần trong 24 giờ / Sign-in links, each good once, for 24 hours:\n',
  );
  for (const [name, link] of rows) process.stdout.write(`  ${name.padEnd(width)}  ${link}\n`);
}
