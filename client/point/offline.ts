import { POINT_POLICY, isStale, type Connection } from '../link/connection.ts';
import type { Offline } from './point-props.ts';

/** A break shorter than this is not worth a person's eye. */
const UNSEEN_MS = 1_000;

/** What the page says of its line, or null while it is good. `pageNow` is the link's time, `hubNow` the hub's. */
export function offlineOf(connection: Connection, pageNow: number, hubNow: number, network: boolean): Offline | null {
  if (connection.state === 'connected') {
    if (!isStale(connection, pageNow, POINT_POLICY)) return null;
    return { since: hubNow - (pageNow - connection.heardAt), network, retryInSeconds: null };
  }
  if (connection.state !== 'waiting' && connection.state !== 'connecting') return null;
  const lostAt = connection.lostAt ?? pageNow;
  if (pageNow - lostAt < UNSEEN_MS) return null;
  return {
    since: hubNow - (pageNow - lostAt),
    network,
    retryInSeconds: connection.state === 'waiting' ? Math.max(0, connection.retryAt - pageNow) / 1_000 : null,
  };
}
