import type * as Rtc from '@livekit/rtc-node';
import { importRtc } from '@hub/server/media/rtc.ts';
import { ScriptFailure } from '../../lib/script-failure.ts';

export { closeRtc } from '@hub/server/media/rtc.ts';

/** LiveKit's client for Node, loaded by whoever needs it. */
export async function loadRtc(): Promise<typeof Rtc> {
  try {
    return await importRtc();
  } catch (error) {
    throw new ScriptFailure(
      'no-rtc',
      'Máy này không có thư viện hình mô phỏng (@livekit/rtc-node). / @livekit/rtc-node, which sends simulated pictures, is not there for this machine.',
      1,
      { cause: error },
    );
  }
}

interface FfiClient {
  request(request: {
    readonly message: {
      readonly case: 'localTrackMute';
      readonly value: { readonly trackHandle: bigint; readonly mute: boolean };
    };
  }): unknown;
}

/** The library can mute a track of its own, but has no method for it yet. */
export function muteTrack(track: Rtc.LocalTrack, mute: boolean): void {
  const { _ffiClientInstance: client } = globalThis as unknown as { readonly _ffiClientInstance: FfiClient };
  client.request({ message: { case: 'localTrackMute', value: { trackHandle: track.ffi_handle.handle, mute } } });
}
