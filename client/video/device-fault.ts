import type { DeviceFault } from '@hub/shared/model/device-fault.ts';

/** Whether this page may ask for devices at all; null: it may. */
export function deviceObstacle(has: { readonly secure: boolean; readonly media: boolean }): DeviceFault | null {
  if (has.media) return null;
  return has.secure ? 'unsupported' : 'insecure';
}

/** Browsers name the same fault differently, and older ones otherwise than newer. */
export function deviceFault(error: unknown): DeviceFault {
  const { name = '', message = '' } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return /system/i.test(message) ? 'refused-by-system' : 'refused';
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return 'none';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
    case 'SourceUnavailableError':
      return 'busy';
    case 'TypeError':
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'failed';
  }
}
