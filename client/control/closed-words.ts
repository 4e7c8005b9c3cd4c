import type { ClosedIncident } from '@hub/shared/protocol/down.ts';
import { clockTime } from '../ui/format.ts';
import { t } from './text.ts';

/** When it was open, and who closed it. */
export function closedWords({ openedAt, resolvedAt, by, resolution }: ClosedIncident, timeZone: string): string {
  const words = t().incident;
  const who = resolution === 'by-person' ? words.closedBy(by ?? '') : words.closedItself;
  return words.closedAt(clockTime(openedAt, timeZone), clockTime(resolvedAt, timeZone), who);
}

export function findingWords({ finding, findingText }: ClosedIncident): string {
  const words = t();
  if (finding === null) return '';
  const text = findingText === '' ? words.incident.erased : findingText;
  return [words.finding[finding], text].filter(Boolean).join(': ');
}
