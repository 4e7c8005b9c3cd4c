export { freePort } from '@hub/scripts/lib/free-ports.ts';
