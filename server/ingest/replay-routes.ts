import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import { replayPointQuery, replayQuery, stripQuery } from '@hub/shared/protocol/up.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import type { ReplayStrip, ReplayView } from '@hub/shared/view/replay.ts';
import type { Request, RequestHandler, Response } from 'express';
import { MessageBudget, REPLAY_RATE } from '../access/limits.ts';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import { accepted } from './acks.ts';
import { personOf, refuse } from './http-guard.ts';
import { parseStrict } from './inspect.ts';

/** The past, as `server/report/replay` folds it. */
export interface ReplayReader {
  viewAt(at: number, isKnown: (seq: number) => boolean): Promise<ReplayView | 'known' | null>;
  pointAt(at: number, pointId: PointId): Promise<PointDetail | null>;
  strip(run: number | null): Promise<ReplayStrip | null>;
}

export interface ReplayRoutePorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly replay: ReplayReader;
}

type Routes = Readonly<Record<'view' | 'point' | 'strip', RequestHandler>>;

/** Devices whose allowance is remembered; a device that was forgotten begins with a full one. */
const BUDGETS_MAX = 1_000;
const COMPRESS_FROM_BYTES = 1_024;
const ROWS_AT_ONCE = 500;
/** Of the list of rows, the view, and the answer. */
const END = ']}}';
const compress = promisify(gzip);

export function replayRoutes({ hub, clock, replay }: ReplayRoutePorts): Routes {
  const budgets = new Map<DeviceId | null, MessageBudget>();

  /** True after it was refused: dragging asks often, and each answer is a fold. */
  function isTooOften(response: Response): boolean {
    const { deviceId } = personOf(response);
    const budget = budgets.get(deviceId) ?? new MessageBudget(REPLAY_RATE, clock);
    budgets.delete(deviceId);
    budgets.set(deviceId, budget);
    for (const oldest of budgets.keys()) if (budgets.size > BUDGETS_MAX) budgets.delete(oldest);
    const afterMs = budget.take();
    if (afterMs > 0) refuse(response, 'rate-limited', { afterMs });
    return afterMs > 0;
  }

  const told = (content: object): object => accepted(clock.now(), hub.projection.head, content);

  return {
    view: async (request, response) => {
      const parsed = parseStrict(replayQuery, request.query);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      if (isTooOften(response)) return;
      const known = request.headers['if-none-match'];
      const view = await replay.viewAt(Number(parsed.value.at), (seq) => tagOf(seq, hub) === known);
      if (!view) return refuse(response, 'not-found', { field: 'at' });
      if (view === 'known') return void response.status(304).end();
      response.set('ETag', tagOf(view.seq, hub));
      const { rows, ...rest } = view;
      await answer(request, response, await withRows(told({ view: { ...rest, rows: [] } }), rows));
    },
    point: async (request, response) => {
      const parsed = parseStrict(replayPointQuery, request.query);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      if (isTooOften(response)) return;
      const detail = await replay.pointAt(Number(parsed.value.at), parsed.value.point as PointId);
      if (!detail) return refuse(response, 'not-found', { field: 'point' });
      await answer(request, response, JSON.stringify(told(detail)));
    },
    strip: async (request, response) => {
      const parsed = parseStrict(stripQuery, request.query);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      if (isTooOften(response)) return;
      const { run } = parsed.value;
      const strip = await replay.strip(run === undefined ? null : Number(run));
      if (!strip) return refuse(response, 'not-found', { field: 'run' });
      await answer(request, response, JSON.stringify(told(strip)));
    },
  };
}

/** Names the picture after a fact. Texts that were erased are gone from the past too (G7): then it is not what it was. */
function tagOf(seq: number, { projection }: Hub): string {
  const session = projection.session();
  const erased = [session, ...(session?.earlier ?? [])].map((one) => one?.personalErasedAt ?? 0);
  return `"${session?.head.id ?? ''}.${String(seq)}.${String(Math.max(...erased))}"`;
}

/** The text of an answer that ends with an empty list of rows, with these in it: a large roster not in one go. */
async function withRows(told: object, rows: readonly PointRow[]): Promise<string> {
  const shell = JSON.stringify(told);
  const parts: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    if (from > 0) await new Promise((go) => setImmediate(go));
    parts.push(JSON.stringify(rows.slice(from, from + ROWS_AT_ONCE)).slice(1, -1));
  }
  return shell.slice(0, -END.length) + parts.join(',') + END;
}

async function answer(request: Request, response: Response, content: string): Promise<void> {
  const body = Buffer.from(content);
  response.type('json').vary('Accept-Encoding');
  if (body.length < COMPRESS_FROM_BYTES || request.acceptsEncodings('gzip') !== 'gzip') return void response.send(body);
  response.set('Content-Encoding', 'gzip');
  response.send(await compress(body, { level: constants.Z_BEST_SPEED }));
}
