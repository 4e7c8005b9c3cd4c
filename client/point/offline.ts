import { POINT_POLICY, isStale, type Connection } from '../link/connection.ts';
import type { Offline } from './point-props.ts';

/** A break shorter than this is not worth a person's eye. */
const UNSEEN_MS = 1_000;

interface Line {
  readonly connection: Connection;
  /** The link's time: 0 is when the page was opened. */
  readonly pageNow: number;
  readonly hubNow: number;
  readonly network: boolean;
  /** Hub time of the picture, while it is one of an earlier visit. */
  readonly pictureAt: number | null;
}

/** What the page says of its line, or null while it is good. */
export function offlineOf({ connection, pageNow, hubNow, network, pictureAt }: Line): Offline | null {
  const { state } = connection;
  if (state === 'refused' || state === 'stopped') return null;
  const retryInSeconds = state === 'waiting' ? Math.max(0, connection.retryAt - pageNow) / 1_000 : null;
  const since = lostAt(connection, pageNow, pictureAt !== null);
  // Without any network there is nothing to wait for before the old picture is shown.
  if (since === null || (pageNow - since < UNSEEN_MS && (network || pictureAt === null))) return null;
  return { since: hubNow - (pageNow - since), network, retryInSeconds, pictureAt };
}

/** Page time since which nothing is heard; null while something is. */
function lostAt(connection: Connection, pageNow: number, old: boolean): number | null {
  if (connection.state === 'connected') {
    if (isStale(connection, pageNow, POINT_POLICY)) return connection.heardAt;
    return old ? 0 : null;
  }
  if (connection.state === 'waiting' || connection.state === 'connecting') {
    return connection.lostAt ?? (old ? 0 : null);
  }
  return null;
}
