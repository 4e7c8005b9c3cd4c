import type { PointId } from '@hub/shared/model/ids.ts';
import { happened, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { StateReader } from './state.ts';

export function decidePrintCards({ state, at }: Given, command: CommandOf<'PrintCards'>): Decision {
  const { cards, expiresAt } = command;
  if (expiresAt <= at) return refuse('invalid', 'expiresAt');
  if (new Set(cards.map(({ pointId }) => pointId)).size < cards.length) return refuse('invalid', 'points');
  const made: Fact[] = [];
  for (const { pointId, cardId, cardHash, codeId, codeHash } of cards) {
    if (!rosterPoint(state, pointId)) return refuse('not-found', 'points');
    const alike = { role: 'operator', pointId, labelId: null, expiresAt } as const;
    made.push(
      ...cardRevoked(state, pointId),
      { type: 'GrantMinted', grantId: cardId, kind: 'card', hash: cardHash, ...alike },
      { type: 'GrantMinted', grantId: codeId, kind: 'code', hash: codeHash, ...alike },
      { type: 'CardPrinted', pointId, grantId: cardId, codeId },
    );
  }
  return happened(...made);
}

export function decideRevokeCards({ state }: Given, { pointIds }: CommandOf<'RevokeCards'>): Decision {
  const made: Fact[] = [];
  for (const pointId of new Set(pointIds)) {
    // Not only of the roster: what opens a retired point may be closed too.
    if (!state.point(pointId)) return refuse('not-found', 'points');
    made.push(...cardRevoked(state, pointId));
  }
  return happened(...made);
}

/**
 * What closes a point's card: the card and the code printed on it, also when that was used, because it came with the
 * same sheet of paper. Links, and codes read out by telephone, are not of the card.
 */
export function cardRevoked(state: StateReader, pointId: PointId): Fact[] {
  const point = state.point(pointId);
  return [point?.cardId, point?.cardCodeId].flatMap((grantId): Fact[] =>
    grantId && state.grant(grantId)?.revokedAt === null ? [{ type: 'GrantRevoked', grantId }] : [],
  );
}
