import { ERROR_KINDS, RETRY_OF, type ErrorKind, type HubError } from '@hub/shared/protocol/errors.ts';

/** The refusal in an answer, or null when it is none. A kind of a newer hub is taken for `internal`. */
export function hubErrorOf(data: unknown): HubError | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  const { kind, message, afterMs, field } = data as Record<string, unknown>;
  const known: ErrorKind = ERROR_KINDS.find((candidate) => candidate === kind) ?? 'internal';
  return {
    kind: known,
    message: typeof message === 'string' ? message : '',
    retry: RETRY_OF[known],
    ...(typeof afterMs === 'number' ? { afterMs } : {}),
    ...(typeof field === 'string' ? { field } : {}),
  };
}
