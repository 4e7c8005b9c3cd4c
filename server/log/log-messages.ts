import { logEn } from '@hub/shared/text/log-en.ts';
import { logVi } from '@hub/shared/text/log-vi.ts';
import type { LogFailure } from './event-log.ts';

/** Both languages, because whoever reads it may be at a terminal that knows no setting. */
export function bilingual(pick: (text: typeof logVi) => string): string {
  return `${pick(logVi)}\n${pick(logEn)}`;
}

export function failure(kind: LogFailure['kind'], detail = ''): LogFailure {
  switch (kind) {
    case 'disk-full':
      return { ok: false, kind, message: bilingual((text) => text.diskFull()) };
    case 'io-error':
      return { ok: false, kind, message: bilingual((text) => text.ioError(detail)) };
    case 'closed':
      return { ok: false, kind, message: bilingual((text) => text.closed()) };
    case 'rejected':
      return { ok: false, kind, message: bilingual((text) => text.rejected(detail)) };
  }
}
