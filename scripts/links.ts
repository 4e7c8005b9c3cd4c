import { STAFF_ROLES } from '@hub/shared/model/access.ts';
import { parsePointId } from '@hub/shared/model/ids.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkRole } from './lib/hub-access.ts';
import { openHub } from './lib/open-hub.ts';
import { fail, printJson, readOptions } from './lib/options.ts';
import { reportFailure } from './lib/script-failure.ts';
import { readSettings } from './lib/settings.ts';

const HELP = `
Tạo đường dẫn đăng nhập; mỗi đường dẫn dùng một lần, trong 24 giờ.
Make sign-in links; each is good once, for 24 hours. The hub of HUB_DATA_DIR may be running or not.

  npx pnpm links                        one for each staff role and one operator
  npx pnpm links --role controller      technician, controller, wall, administrator or operator
  npx pnpm links --point DC01           for one point's operator
  npx pnpm links --all-points           for every point's operator

  --label TEXT   who it is for, as screens will name them ("KTV 6")
  --json         print only JSON: [{role, pointId, name, url, secret, grantId, expiresAt}]
`;

const OPTIONS = {
  role: { type: 'string' },
  point: { type: 'string' },
  'all-points': { type: 'boolean', default: false },
  label: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const { values } = readOptions(HELP, OPTIONS);
const ROLES: readonly LinkRole[] = [...STAFF_ROLES, 'operator'];
const role = ROLES.find((each) => each === values.role);
if (values.role !== undefined && role === undefined) fail(`--role: ${ROLES.join(', ')}`, 2);
const wantedPoint = values.point === undefined ? undefined : parsePointId(values.point);
if (values.point !== undefined && wantedPoint === undefined) fail(`--point: ${values.point}?`, 2);

try {
  const settings = readSettings();
  const hub = await openHub(settings);
  try {
    if (!hub.isRunning) process.stderr.write(unserved(settings.dataDir));
    const points = await hub.points();
    const nameOf = new Map(points.map(({ id, name }) => [id, name]));
    const links = [];
    for (const [linkRole, pointId] of wanted(points.map(({ id }) => id))) {
      const { grantId, secret, url, expiresAt } = await hub.mintLink(linkRole, pointId, values.label);
      const name = pointId === undefined ? (values.label ?? '') : (nameOf.get(pointId) ?? '');
      links.push({ role: linkRole, pointId: pointId ?? null, name, url, secret, grantId, expiresAt });
    }
    if (values.json) printJson(links);
    else
      for (const link of links)
        process.stdout.write(`${[link.pointId ?? link.role, link.name, link.url].join('\t')}\n`);
  } finally {
    await hub.close();
  }
} catch (error) {
  reportFailure(error, values);
}

/** A hub that runs elsewhere knows nothing of these. */
function unserved(dataDir: string): string {
  return `Không có hub nào đang chạy trên ${dataDir}: các đường dẫn chỉ dùng được khi một hub mở thư mục này. Nếu hub đang chạy trên thư mục khác, đặt HUB_DATA_DIR rồi tạo lại.
No hub runs on ${dataDir}: the links are good once a hub opens this folder. If yours runs on another one, set HUB_DATA_DIR and make them again.
`;
}

function wanted(points: readonly PointId[]): [LinkRole, PointId | undefined][] {
  const operator = (pointId: PointId): [LinkRole, PointId] => ['operator', pointId];
  if (values['all-points']) return points.map(operator);
  if (wantedPoint !== undefined) return [operator(wantedPoint)];
  if (role !== undefined && role !== 'operator') return [[role, undefined]];
  // The host point broadcasts; the first of the others shows better what an operator sees.
  const example = points[1] ?? points[0];
  const forOperator = example === undefined ? [] : [operator(example)];
  return role === 'operator'
    ? forOperator
    : [...STAFF_ROLES.map((each): [LinkRole, undefined] => [each, undefined]), ...forOperator];
}
