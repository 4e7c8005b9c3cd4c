import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLIENT_DIR = fileURLToPath(new URL('../../client', import.meta.url));
