import type { GrantId } from '@hub/shared/model/ids.ts';
import type { CardList, CardState } from '@hub/shared/protocol/down.ts';
import type { GrantState, PointState } from '../domain/state.ts';
import type { Projection } from '../hub/projection.ts';
import { rosterIds } from './to-command.ts';

/** How each point's card fares: who printed none, and who has never opened theirs. No secret and no hash is in it. */
export function cardList(projection: Projection, publicUrl: string): CardList {
  const cards = rosterIds(projection).flatMap((id): CardState[] => {
    const point = projection.point(id);
    return point ? [cardState(projection, point)] : [];
  });
  return { cards, address: addressOf(publicUrl) };
}

/** A public URL as people type it. */
export function addressOf(publicUrl: string): string {
  return publicUrl.replace(/^https?:\/\//, '');
}

function cardState(projection: Projection, { point, cardId, cardCodeId, deviceIds }: PointState): CardState {
  const grantOf = (id: GrantId | null): GrantState | undefined => (id === null ? undefined : projection.grant(id));
  const card = grantOf(cardId);
  const opened = [card, grantOf(cardCodeId)].flatMap((grant) => grant?.claimedAt ?? []);
  let devices = 0;
  let otherDevices = 0;
  for (const id of deviceIds) {
    const grantId = projection.device(id)?.grantId;
    if (grantId === undefined || projection.grant(grantId)?.revokedAt !== null) continue;
    if (grantId === cardId || grantId === cardCodeId) devices += 1;
    else otherDevices += 1;
  }
  return {
    pointId: point.id,
    printedAt: card?.mintedAt ?? null,
    expiresAt: card?.expiresAt ?? null,
    revokedAt: card?.revokedAt ?? null,
    openedAt: opened.length > 0 ? Math.min(...opened) : null,
    devices,
    otherDevices,
  };
}
