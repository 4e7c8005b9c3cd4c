import type { HubError } from '@hub/shared/protocol/errors.ts';
import { notify } from '../ui/notice.tsx';
import { common } from '../ui/text.ts';

type Refused = { readonly ok: false; readonly error: HubError | 'unanswered' };

/** Tells the person why a request was refused. True when it was not. */
export function tellRefusal<Done extends { readonly ok: true }>(answer: Done | Refused): answer is Done {
  if (answer.ok) return true;
  notify('error', answer.error === 'unanswered' ? common().unanswered : common().errors[answer.error.kind]);
  return false;
}
