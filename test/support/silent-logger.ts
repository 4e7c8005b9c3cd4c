import { createLogger } from '@hub/server/platform/logger.ts';

/** What nobody reads; a test that looks at log lines brings its own. */
export const silentLogger = createLogger('silent', { write: () => undefined });
