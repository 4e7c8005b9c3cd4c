import type { DeviceId, PersonalId } from '@hub/shared/model/ids.ts';
import type { Claimed } from '@hub/shared/protocol/down.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import type { HttpUp } from '@hub/shared/protocol/up.ts';
import { isRevoked } from '../access/credentials.ts';
import type { EdgeLimits } from '../access/limits.ts';
import { hashSecret, normalizeSecret } from '../access/secrets.ts';
import { SYSTEM } from '../domain/events.ts';
import type { Hub } from '../hub/hub.ts';
import type { Metrics } from '../platform/metrics.ts';
import { accepted, refusal } from './acks.ts';
import type { Accepted, Refusal } from './acks.ts';
import { personalText } from './to-command.ts';

export interface ClaimPorts {
  readonly hub: Hub;
  readonly metrics: Metrics;
  readonly limits: EdgeLimits;
  readonly makeId: () => string;
}

export type ClaimAnswer = Accepted<Claimed> | Refusal;

/** A secret is swapped, once, for a credential the device made itself. Only hashes of both are kept (A4). */
export async function claim(body: HttpUp['POST /api/claim'], address: string, ports: ClaimPorts): Promise<ClaimAnswer> {
  const { hub, metrics, limits, makeId } = ports;
  const secret = normalizeSecret(body.secret);
  const grantHash = hashSecret(secret);
  const keyHash = hashSecret(body.deviceKey);

  // Whoever repeats a claim that was granted is no guesser and must get the answer that was lost.
  const held = hub.projection.deviceByKey(keyHash);
  const grant = hub.projection.grantByHash(grantHash);
  const isRepeat = held !== undefined && held.grantId === grant?.id;
  // Nor is the first to bring a right secret, which can happen once per card or link: a town of 89 points may sign in
  // from behind one address within a minute.
  const isFirst = grant !== undefined && grant.claimedAt === null;
  const waitMs = isRepeat || isFirst ? 0 : await limits.claim(address, secret);
  if (waitMs > 0) return refuse('rate-limited', { afterMs: waitMs });

  const label = personalText('text', body.deviceLabel, makeId);
  const outcome = await hub.handle({
    commandId: null,
    actor: SYSTEM,
    command: {
      type: 'ClaimGrant',
      grantHash,
      deviceId: makeId() as DeviceId,
      keyHash,
      labelId: (label?.id ?? null) satisfies PersonalId | null,
    },
    personal: label ? [label] : [],
  });
  metrics.commands.inc({ type: 'claim', outcome: outcome.ok ? 'ok' : outcome.kind });
  if (!outcome.ok) return refuse(outcome.kind, { field: outcome.field });
  const device = hub.projection.deviceByKey(keyHash);
  if (!device) return refuse('internal');
  if (isRevoked(hub.projection, device)) return refuse('revoked');
  const { id: deviceId, role, pointId } = device;
  return accepted(outcome.at, outcome.seq, { role, deviceId, pointId, page: PAGE_OF[role] });

  function refuse(...args: Parameters<typeof refusal>): Refusal {
    metrics.refused.inc({ kind: args[0] });
    return refusal(...args);
  }
}
