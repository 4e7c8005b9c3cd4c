import { AccessToken, TrackSource } from 'livekit-server-sdk';
import type { VideoGrant } from 'livekit-server-sdk';

/** A token lets somebody in for so long; whoever is in stays. Each connect asks for a new one. */
export const TOKEN_MS = 10 * 60_000;

export type Right =
  /** A point's page: camera and microphone, nothing else. `hears`: it also receives in this room. */
  | { readonly kind: 'publisher'; readonly hears: boolean }
  | { readonly kind: 'viewer' }
  /** A screen of staff: nobody sees that it is there. */
  | { readonly kind: 'hidden' };

/** The whole of what may stand in a token; nothing is left to a default of the server. */
export function grantOf(room: string, right: Right): VideoGrant {
  const nothing = { roomJoin: true, room, canPublishData: false, canUpdateOwnMetadata: false } as const;
  switch (right.kind) {
    case 'publisher':
      return {
        ...nothing,
        canPublish: true,
        canPublishSources: [TrackSource.CAMERA, TrackSource.MICROPHONE],
        canSubscribe: right.hears,
        hidden: false,
      };
    case 'viewer':
      return { ...nothing, canPublish: false, canSubscribe: true, hidden: false };
    case 'hidden':
      return { ...nothing, canPublish: false, canSubscribe: true, hidden: true };
  }
}

export interface TokenKey {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export function mintToken(key: TokenKey, identity: string, room: string, right: Right): Promise<string> {
  const token = new AccessToken(key.apiKey, key.apiSecret, { identity, ttl: TOKEN_MS / 1_000 });
  token.addGrant(grantOf(room, right));
  return token.toJwt();
}
