import type { GrantId } from '@hub/shared/model/ids.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import type { MintedGrant } from '@hub/shared/protocol/down.ts';
import type { ControlUp } from '@hub/shared/protocol/up.ts';
import type { Person } from '../access/credentials.ts';
import { hashSecret, makeCode, makeSecret } from '../access/secrets.ts';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import { accepted, refusal } from './acks.ts';
import type { Accepted, Refusal } from './acks.ts';
import { outcomeOf } from './answer.ts';
import { controlCommand } from './to-command.ts';

type Staff = Extract<Person, { kind: 'staff' }>;
type Wanted = ControlUp['grant:mint'];

export interface MintPorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly makeId: () => string;
  readonly publicUrl: () => string;
}

export type MintAnswer = Accepted<MintedGrant> | Refusal;

export interface Mint {
  answer(person: Staff, wanted: Wanted): Promise<MintAnswer>;
}

/** Secrets of answers that may have been lost on the way; only hashes outlive the process (A4). */
const REMEMBERED = 500;

export function createMint({ hub, clock, metrics, makeId, publicUrl }: MintPorts): Mint {
  const answers = new Map<string, Promise<MintAnswer>>();
  /** Of what is saved and not decided: the grant that comes of it has the hash of the first secret. */
  const undecided = new Map<string, string>();

  async function mint(person: Staff, wanted: Wanted, key: string): Promise<MintAnswer> {
    const secret = undecided.get(key) ?? (wanted.kind === 'code' ? makeCode() : makeSecret());
    const grantHash = hashSecret(secret);
    const making = controlCommand('grant:mint', wanted, {
      role: person.role,
      grantHash,
      vitalsOf: () => null,
      makeId,
      now: clock.now(),
      state: hub.projection,
      contactOf: () => undefined,
    });
    const outcome = await outcomeOf({ hub, metrics, person, event: 'grant:mint', message: wanted, making });
    undecided.delete(key);
    if (!outcome.ok) {
      if (outcome.kind === 'undecided') keep(undecided, key, secret);
      return refusal(outcome.kind, { field: outcome.field });
    }
    const grant = hub.projection.grantByHash(grantHash);
    // The command was answered in an earlier life of the hub, and nobody has that secret any more.
    if (!grant) return refusal('conflict', { field: 'commandId' });
    const minted: MintedGrant = {
      grantId: grant.id satisfies GrantId,
      secret,
      url: wanted.kind === 'code' ? null : signInUrl(publicUrl(), wanted.role, secret),
      expiresAt: grant.expiresAt,
    };
    return accepted(outcome.at, outcome.seq, minted);
  }

  return {
    answer(person, wanted) {
      const key = `${person.deviceId} ${wanted.commandId}`;
      const known = answers.get(key);
      if (known) return known;
      const answer = mint(person, wanted, key);
      keep(answers, key, answer);
      // A refusal may pass: asked again it is tried again.
      void answer.then((given) => {
        if (!given.ok) answers.delete(key);
      });
      return answer;
    },
  };
}

function keep<T>(remembered: Map<string, T>, key: string, value: T): void {
  remembered.set(key, value);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

/** The secret stands in the fragment, which browsers never send (A4). */
export function signInUrl(publicUrl: string, role: Wanted['role'], secret: string): string {
  return `${publicUrl}${PAGE_OF[role]}#${secret}`;
}
