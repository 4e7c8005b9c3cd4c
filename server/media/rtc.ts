import type * as Rtc from '@livekit/rtc-node';

let loading: Promise<typeof Rtc> | null = null;

/** LiveKit's client for Node: a native library that some machines have none for. Rejects there. */
export function importRtc(): Promise<typeof Rtc> {
  if (loading === null) {
    loading = importQuietly();
    process.on('uncaughtException', forgive);
  }
  return loading;
}

/** Its own thread keeps a process alive. */
export async function closeRtc(): Promise<void> {
  if (loading === null) return;
  const { dispose } = await loading;
  loading = null;
  await dispose();
}

/** Collecting garbage, the library may drop what its other side dropped already, and throws that at nobody: it harms nothing. */
function forgive(error: Error): void {
  if (error.message !== 'trying to drop an invalid handle') throw error;
}

async function importQuietly(): Promise<typeof Rtc> {
  // It decides by this at import whether to write debugging lines to stdout.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await import('@livekit/rtc-node');
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
