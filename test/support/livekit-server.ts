export { LivekitServer, type LivekitOptions } from '@hub/scripts/lib/livekit-server.ts';
