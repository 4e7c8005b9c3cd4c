import { WebhookReceiver } from 'livekit-server-sdk';
import type { WebhookEvent } from 'livekit-server-sdk';
import { seenParticipant, seenTrack } from './livekit-api.ts';
import type { TokenKey } from './tokens.ts';
import type { Notice } from './witness.ts';

/** LiveKit repeats what was not answered within seconds, and gives up after 15 s. */
const IDS_KEPT = 4_096;

export type Taken =
  /** Its signature is not right: the key, a proxy that changed the body, or a clock. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'repeated' }
  /** `notice` null: nothing of a point's participant. */
  | { readonly kind: 'taken'; readonly event: string; readonly room: string; readonly notice: Notice | null };

/** Reads webhooks: raw bytes in, plain values out, each id once. */
export class WebhookReader {
  readonly #receiver: WebhookReceiver;
  readonly #ids = new Set<string>();

  constructor({ apiKey, apiSecret }: TokenKey) {
    this.#receiver = new WebhookReceiver(apiKey, apiSecret);
  }

  async read(body: Buffer, authorization: string | undefined): Promise<Taken> {
    let event: WebhookEvent;
    try {
      event = await this.#receiver.receive(body.toString('utf8'), authorization);
    } catch {
      // Whatever does not verify or parse was not sent by our LiveKit; the caller counts it and says so.
      return { kind: 'refused' };
    }
    if (this.#ids.has(event.id)) return { kind: 'repeated' };
    this.#ids.add(event.id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= IDS_KEPT) break;
      this.#ids.delete(oldest);
    }
    return { kind: 'taken', event: event.event, room: event.room?.name ?? '', notice: noticeOf(event) };
  }
}

function noticeOf({ event, room, participant, track }: WebhookEvent): Notice | null {
  if (!room || !participant) return null;
  const { identity, sid } = participant;
  const of = { room: room.name, identity, sid };
  switch (event) {
    case 'participant_joined':
      // It is sent once media can flow, whatever state the payload was made in.
      return { kind: 'joined', participant: { ...seenParticipant(room.name, participant), isActive: true } };
    case 'participant_left':
    case 'participant_connection_aborted':
      return { kind: 'left', ...of, how: howLeft(participant.disconnectReason) };
    case 'track_published': {
      const seen = track && seenTrack(track);
      return seen ? { kind: 'track', ...of, track: seen } : null;
    }
    case 'track_unpublished':
      return track ? { kind: 'track-ended', ...of, trackSid: track.sid } : null;
    default:
      return null;
  }
}

/** Reasons by the numbers of LiveKit's protocol, which the SDK does not name. */
const DUPLICATE_IDENTITY = 2;
const CONNECTION_TIMEOUT = 14;

function howLeft(reason: number): 'left' | 'replaced' | 'timeout' {
  if (reason === DUPLICATE_IDENTITY) return 'replaced';
  return reason === CONNECTION_TIMEOUT ? 'timeout' : 'left';
}
