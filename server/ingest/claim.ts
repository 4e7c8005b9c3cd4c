import type { DeviceId, PersonalId } from '@hub/shared/model/ids.ts';
import type { Claimed } from '@hub/shared/protocol/down.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import type { HttpUp } from '@hub/shared/protocol/up.ts';
import { unreachable } from '@hub/shared/lib/assert.ts';
import { addressGroup } from '../access/client-address.ts';
import { isRevoked } from '../access/credentials.ts';
import type { EdgeLimits } from '../access/limits.ts';
import { hashSecret, normalizeSecret, secretForm } from '../access/secrets.ts';
import { SYSTEM } from '../domain/events.ts';
import type { GrantState } from '../domain/state.ts';
import type { Hub } from '../hub/hub.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { accepted, refusal } from './acks.ts';
import type { Accepted, Refusal } from './acks.ts';
import { personalText } from './to-command.ts';

export interface ClaimPorts {
  readonly hub: Hub;
  readonly metrics: Metrics;
  readonly limits: EdgeLimits;
  readonly logger: Logger;
  readonly makeId: () => string;
}

export type ClaimAnswer = Accepted<Claimed> | Refusal;

/** Who asks, and whether they still wait for the answer. */
export interface Caller {
  readonly address: string;
  readonly gone?: AbortSignal;
}

/** A person mistypes a code a few times. More than this from one address has a line in the log, and again at each doubling. */
const SUSPICIOUS_MISSES = 8;

/** A secret is swapped, once, for a credential the device made itself. Only hashes of both are kept (A4). */
export async function claim(body: HttpUp['POST /api/claim'], caller: Caller, ports: ClaimPorts): Promise<ClaimAnswer> {
  const { hub, metrics, limits, logger, makeId } = ports;
  const secret = normalizeSecret(body.secret);
  const form = secretForm(secret);
  const grantHash = hashSecret(secret);
  const keyHash = hashSecret(body.deviceKey);
  const group = addressGroup(caller.address);
  const grantNow = (): GrantState | undefined => hub.projection.grantByHash(grantHash);

  const waitMs = await turnAfterMs();
  if (waitMs === 'never') return refuse('unauthorized', { field: 'secret' });
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
  if (form === 'code' && (outcome.ok || outcome.kind !== 'unauthorized')) limits.codes.found(group);
  if (!outcome.ok) {
    if (outcome.kind === 'unauthorized') noteMiss();
    return refuse(outcome.kind, { field: outcome.field });
  }
  const device = hub.projection.deviceByKey(keyHash);
  if (!device) return refuse('internal');
  if (isRevoked(hub.projection, device)) return refuse('revoked');
  const { id: deviceId, role, pointId } = device;
  return accepted(outcome.at, outcome.seq, { role, deviceId, pointId, page: PAGE_OF[role] });

  /** How long to stay away, ms; 0: go on. */
  async function turnAfterMs(): Promise<number | 'never'> {
    // Whoever repeats a claim that was granted is no guesser and must get the answer that was lost, at once.
    const held = hub.projection.deviceByKey(keyHash);
    if (held !== undefined && held.grantId === grantNow()?.id) return 0;
    switch (form) {
      case 'none':
        return 'never';
      case 'code':
        // Waits whether it is right or not: were right ones let through, a guess would not cost a turn.
        return limits.codes.turn(group, caller.gone);
      case 'long': {
        const grant = grantNow();
        if (grant === undefined) return limits.strangeSecret(group);
        // The first to bring a minted secret never waits. Further devices on a card are written down and shown to the
        // point, so a card that went round must not be able to flood either.
        const isFurther = grant.kind === 'card' && grant.claimedAt !== null && grant.revokedAt === null;
        return isFurther ? limits.deviceOfCard(group, grant.id) : 0;
      }
      default:
        return unreachable(form);
    }
  }

  function noteMiss(): void {
    if (form !== 'code') return;
    const misses = limits.codes.misses(group);
    if (misses >= SUSPICIOUS_MISSES && Number.isInteger(Math.log2(misses))) {
      logger.warn({ address: caller.address, misses }, 'codes are being guessed');
    }
  }

  function refuse(...args: Parameters<typeof refusal>): Refusal {
    metrics.refused.inc({ kind: args[0] });
    return refusal(...args);
  }
}
