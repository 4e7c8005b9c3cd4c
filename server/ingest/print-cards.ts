import { CARD_LIFETIME_MAX_MS, CARDS_PER_PRINT_MAX } from '@hub/shared/model/access.ts';
import type { CommandId, GrantId, PointId } from '@hub/shared/model/ids.ts';
import type { CardSheet, PrintedCard } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import { CARD_PATH } from '@hub/shared/protocol/registry.ts';
import type { HttpUp } from '@hub/shared/protocol/up.ts';
import type { Person } from '../access/credentials.ts';
import { hashSecret, makeCardSecret, makeCode } from '../access/secrets.ts';
import type { NewCard } from '../domain/commands.ts';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import { outcomeOf } from './answer.ts';
import { addressOf } from './card-list.ts';
import { rosterIds } from './to-command.ts';

type Wanted = HttpUp['POST /api/cards'];

export interface PrintPorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly makeId: () => string;
  readonly publicUrl: () => string;
  /** The sheets as a PDF; runs apart from the hub. */
  readonly drawCards: (sheet: CardSheet, lang: Wanted['lang']) => Promise<Uint8Array>;
}

export type Printing =
  | {
      readonly ok: true;
      readonly at: number;
      readonly seq: number;
      readonly sheet: CardSheet;
      readonly pdf: Uint8Array | null;
    }
  | { readonly ok: false; readonly kind: ErrorKind; readonly field?: string | undefined };

/**
 * Makes cards, all or none, and closes those they replace (A12). The secrets are in the answer and nowhere else: a second
 * request under the same id is a conflict, because nobody has them any more. A PDF is drawn before anything is recorded,
 * so that a sheet which cannot be drawn replaces no card.
 */
export async function printCards(person: Person, wanted: Wanted, asPdf: boolean, ports: PrintPorts): Promise<Printing> {
  const { hub, clock, metrics } = ports;
  const session = hub.projection.session();
  const commandId = wanted.commandId as CommandId;
  if (hub.hasAnswered(person.deviceId, commandId)) return { ok: false, kind: 'conflict', field: 'commandId' };
  const now = clock.now();
  if (wanted.expiresAt <= now || wanted.expiresAt > now + CARD_LIFETIME_MAX_MS) {
    return { ok: false, kind: 'invalid', field: 'expiresAt' };
  }
  const pointIds = wanted.points === 'all' ? rosterIds(hub.projection) : (wanted.points as PointId[]);
  if (pointIds.length > CARDS_PER_PRINT_MAX) return { ok: false, kind: 'too-large', field: 'points' };
  if (session === null || pointIds.length === 0) return { ok: false, kind: 'not-found', field: 'points' };

  const cards: PrintedCard[] = [];
  const minted: NewCard[] = [];
  for (const pointId of pointIds) {
    const held = hub.projection.point(pointId);
    if (held === undefined || held.retired) return { ok: false, kind: 'not-found', field: 'points' };
    const { name, area, summoned } = held.point;
    const secret = makeCardSecret();
    const code = makeCode();
    cards.push({ pointId, name, area, summoned, url: `${ports.publicUrl()}${CARD_PATH}#${secret}`, code });
    minted.push({
      pointId,
      cardId: ports.makeId() as GrantId,
      cardHash: hashSecret(secret),
      codeId: ports.makeId() as GrantId,
      codeHash: hashSecret(code),
    });
  }
  const { title, hotline, timeZone, plannedAt } = session.head;
  const address = addressOf(ports.publicUrl());
  const { expiresAt } = wanted;
  const sheet: CardSheet = { title, hotline, timeZone, plannedAt, address, printedAt: now, expiresAt, cards };
  const pdf = asPdf ? await ports.drawCards(sheet, wanted.lang) : null;

  const making = { ok: true, command: { type: 'PrintCards', cards: minted, expiresAt }, personal: [] } as const;
  const outcome = await outcomeOf({ hub, metrics, person, event: 'cards:print', message: wanted, making });
  if (!outcome.ok) return outcome;
  // Two requests under one id at the same time: the other one has the cards.
  const [first] = minted;
  if (first && hub.projection.grantByHash(first.cardHash) === undefined) {
    return { ok: false, kind: 'conflict', field: 'commandId' };
  }
  return { ok: true, at: outcome.at, seq: outcome.seq, sheet, pdf };
}
