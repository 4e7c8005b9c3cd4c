import {
  IngressClient,
  IngressInput,
  ParticipantInfo_State,
  RoomServiceClient,
  ServerError,
  TrackSource,
} from 'livekit-server-sdk';
import type { IngressInfo, ParticipantInfo, TrackInfo } from 'livekit-server-sdk';
import type { MediaSource } from '@hub/shared/model/media.ts';
import type { MediaIngress } from '@hub/shared/protocol/down.ts';
import type { SeenIngress, SeenParticipant, SeenTrack } from './seen.ts';
import { grantOf } from './tokens.ts';
import type { Right } from './tokens.ts';

export type ApiFailure = 'unreachable' | 'wrong-key' | 'not-found' | 'failed';
export type ApiResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: ApiFailure; readonly message: string };

export interface RoomSeen {
  readonly name: string;
  readonly sid: string;
}

export interface ApiConfig {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** A call that takes longer has failed, ms. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 2_500;
/** An empty room lasts as long as a session does: it must not end between two rehearsals. */
const ROOM_LASTS_S = 6 * 3_600;

/** LiveKit's API in plain values; failures are values too. One of the two files that know the SDK's own classes. */
export class LivekitApi {
  readonly #rooms: RoomServiceClient;
  readonly #ingress: IngressClient;
  readonly #url: string;
  readonly #timeoutMs: number;

  constructor({ apiUrl, apiKey, apiSecret, timeoutMs = TIMEOUT_MS }: ApiConfig) {
    const options = { requestTimeout: timeoutMs / 1_000, failover: false };
    this.#rooms = new RoomServiceClient(apiUrl, apiKey, apiSecret, options);
    this.#ingress = new IngressClient(apiUrl, apiKey, apiSecret, options);
    this.#url = apiUrl;
    this.#timeoutMs = timeoutMs;
  }

  rooms(): Promise<ApiResult<RoomSeen[]>> {
    return attempt(async () => (await this.#rooms.listRooms()).map(({ name, sid }) => ({ name, sid })));
  }

  createRoom(name: string, lastsS = ROOM_LASTS_S): Promise<ApiResult<RoomSeen>> {
    return attempt(async () => {
      const room = await this.#rooms.createRoom({ name, emptyTimeout: lastsS, departureTimeout: lastsS });
      return { name: room.name, sid: room.sid };
    });
  }

  deleteRoom(name: string): Promise<ApiResult<void>> {
    return attempt(() => this.#rooms.deleteRoom(name));
  }

  /** Of a room that is there: an unknown one answers like a dead server, after 3 s. */
  participants(room: string): Promise<ApiResult<SeenParticipant[]>> {
    return attempt(async () => (await this.#rooms.listParticipants(room)).map((one) => seenParticipant(room, one)));
  }

  remove(room: string, identity: string): Promise<ApiResult<void>> {
    return attempt(() => this.#rooms.removeParticipant(room, identity));
  }

  mute(room: string, identity: string, trackSid: string): Promise<ApiResult<void>> {
    return attempt(async () => void (await this.#rooms.mutePublishedTrack(room, identity, trackSid, true)));
  }

  /** The whole set: what is left out would be taken away. */
  permit(room: string, identity: string, right: Right): Promise<ApiResult<void>> {
    const { canPublish = false, canSubscribe = false, hidden = false, canPublishSources = [] } = grantOf(room, right);
    const permission = {
      canPublish,
      canSubscribe,
      hidden,
      canPublishSources,
      canPublishData: false,
      canUpdateMetadata: false,
    };
    return attempt(async () => void (await this.#rooms.updateParticipant(room, identity, { permission })));
  }

  /** How far LiveKit's clock is ahead of this machine's, ms; null: it said nothing. */
  async clockSkew(): Promise<number | null> {
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(this.#timeoutMs) });
      await response.arrayBuffer();
      const said = Date.parse(response.headers.get('date') ?? '');
      // It says whole seconds.
      return Number.isNaN(said) ? null : said + 500 - Date.now();
    } catch {
      // That it does not answer is found by whoever asks for the rooms.
      return null;
    }
  }

  /** Whether LiveKit's ingress service is there. */
  async hasIngress(): Promise<boolean> {
    return (await attempt(() => this.#ingress.listIngress({ roomName: 'none' }))).ok;
  }

  /** What meeting devices send, as LiveKit's ingress service measures it. */
  ingresses(): Promise<ApiResult<SeenIngress[]>> {
    return attempt(async () => (await this.#ingress.listIngress({})).map(seenIngress));
  }

  /** The one of this participant, made where there is none. */
  ingress(room: string, identity: string): Promise<ApiResult<MediaIngress>> {
    return attempt(async () => {
      const held = (await this.#ingress.listIngress({ roomName: room })).find(
        (one) => one.participantIdentity === identity,
      );
      const options = { roomName: room, participantIdentity: identity };
      return mediaIngress(held ?? (await this.#ingress.createIngress(IngressInput.RTMP_INPUT, options)));
    });
  }
}

async function attempt<T>(call: () => Promise<T>): Promise<ApiResult<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, why: failureOf(error), message: error instanceof Error ? error.message : String(error) };
  }
}

function failureOf(error: unknown): ApiFailure {
  if (!(error instanceof ServerError)) return 'unreachable';
  if (error.status === 401 || error.status === 403) return 'wrong-key';
  if (error.status === 404 || error.code === 'not_found') return 'not-found';
  // A proxy in front of a LiveKit that is not there.
  return error.status === 502 || error.status === 503 || error.status === 504 ? 'unreachable' : 'failed';
}

/** By the numbers of LiveKit's protocol, which the SDK does not name. */
const INGRESS_STATUS: readonly MediaIngress['status'][] = ['inactive', 'buffering', 'publishing', 'error', 'complete'];

function mediaIngress({ url, streamKey, state }: IngressInfo): MediaIngress {
  return { url, streamKey, status: INGRESS_STATUS[state?.status ?? 0] ?? 'inactive', error: state?.error ?? '' };
}

function seenIngress({ roomName, participantIdentity, state }: IngressInfo): SeenIngress {
  const { status = 0, video, audio } = state ?? {};
  return {
    room: roomName,
    identity: participantIdentity,
    status: INGRESS_STATUS[status] ?? 'inactive',
    video: video && {
      kbps: video.averageBitrate / 1_000,
      fps: video.framerate,
      width: video.width,
      height: video.height,
    },
    audio: audio && { kbps: audio.averageBitrate / 1_000 },
  };
}

export function seenParticipant(room: string, info: ParticipantInfo): SeenParticipant {
  const { identity, sid, joinedAt, joinedAtMs, state, tracks } = info;
  return {
    room,
    identity,
    sid,
    joinedAt: joinedAtMs > 0n ? Number(joinedAtMs) : Number(joinedAt) * 1_000,
    isActive: state === ParticipantInfo_State.ACTIVE,
    tracks: tracks.flatMap((track) => seenTrack(track) ?? []),
  };
}

/** Null: neither a camera nor a microphone. */
export function seenTrack({ sid, source, muted }: TrackInfo): SeenTrack | null {
  const named: MediaSource | null =
    source === TrackSource.CAMERA ? 'camera' : source === TrackSource.MICROPHONE ? 'microphone' : null;
  return named && { sid, source: named, muted };
}
