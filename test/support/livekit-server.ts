export { LIVEKIT_VERSION } from '@hub/scripts/lib/livekit-binary.ts';
export { LivekitServer, type LivekitOptions } from '@hub/scripts/lib/livekit-server.ts';
