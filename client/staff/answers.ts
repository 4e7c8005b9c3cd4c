import type { Answer } from '../link/commands.ts';
import { notify } from '../ui/notice.tsx';
import { common } from '../ui/text.ts';

/** Tells the person why a request was refused. True when it was not. */
export function tellRefusal<Extra>(answer: Answer<Extra>): answer is Extract<Answer<Extra>, { ok: true }> {
  if (answer.ok) return true;
  notify('error', answer.error === 'unanswered' ? common().unanswered : common().errors[answer.error.kind]);
  return false;
}
