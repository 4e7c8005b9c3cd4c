import type * as Rtc from '@livekit/rtc-node';
import { ScriptFailure } from '../../lib/script-failure.ts';

let loading: Promise<typeof Rtc> | null = null;

/** LiveKit's client for Node: a native library that some machines have none for, so it is loaded by whoever needs it. */
export function loadRtc(): Promise<typeof Rtc> {
  loading ??= importQuietly();
  return loading;
}

/** Its own thread keeps a process alive. */
export async function closeRtc(): Promise<void> {
  if (loading === null) return;
  const { dispose } = await loading;
  loading = null;
  await dispose();
}

async function importQuietly(): Promise<typeof Rtc> {
  // It decides by this at import whether to write debugging lines to stdout.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await import('@livekit/rtc-node');
  } catch (error) {
    throw new ScriptFailure(
      'no-rtc',
      'Máy này không có thư viện hình mô phỏng (@livekit/rtc-node). / @livekit/rtc-node, which sends simulated pictures, is not there for this machine.',
      1,
      { cause: error },
    );
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
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
