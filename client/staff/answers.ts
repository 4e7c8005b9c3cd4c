import type { ErrorKind, HubError } from '@hub/shared/protocol/errors.ts';
import { notify } from '../ui/notice.tsx';
import { common } from '../ui/text.ts';

type Refused = { readonly ok: false; readonly error: HubError | 'unanswered' };

/** Tells the person why a request was refused, in `own` words where there are better ones. True when it was not. */
export function tellRefusal<Done extends { readonly ok: true }>(
  answer: Done | Refused,
  own: Partial<Record<ErrorKind, string>> = {},
): answer is Done {
  if (answer.ok) return true;
  const { error } = answer;
  notify('error', error === 'unanswered' ? common().unanswered : (own[error.kind] ?? common().errors[error.kind]));
  return false;
}
