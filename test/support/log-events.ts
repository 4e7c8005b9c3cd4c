import type { AppendResult, EventLog, NewEvent, StoredEvent } from '@hub/server/log/event-log.ts';

/** Types that only tests write, so that a log test needs nothing of the domain. */
export const TEST_VERSIONS = { Noted: 1, Counted: 1 } as const;

export function noted(data: unknown, over: Partial<NewEvent> = {}): NewEvent {
  return {
    at: 1_662_858_000_000,
    sessionId: 'session-1',
    run: 1,
    type: 'Noted',
    version: 1,
    actor: { kind: 'operator', deviceId: 'device-1', role: 'operator' },
    commandId: null,
    data,
    ...over,
  };
}

export async function readAll(log: EventLog, after = 0): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const page of log.read(after)) events.push(...page);
  return events;
}

export async function mustAppend(log: EventLog, ...data: unknown[]): Promise<Extract<AppendResult, { ok: true }>> {
  const result = await log.append({ events: data.map((each) => noted(each)), personal: [] });
  if (!result.ok) throw new Error(result.message);
  return result;
}
