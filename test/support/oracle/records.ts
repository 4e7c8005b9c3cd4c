import { readFileSync } from 'node:fs';

/**
 * The oracle reads what the operators wrote down and what the hub says over the wire. It shares no code with the hub, so
 * that both cannot be wrong in the same way: nothing here may import from server/, shared/ or client/.
 */
export interface Figures {
  readonly present: number;
  readonly excused: number;
  readonly unexcused: number;
  readonly guests: number;
  readonly summoned?: number;
}

/** One report as its operator knows it. */
export interface Report {
  readonly commandId: string;
  readonly pointId: string;
  readonly roundId: string;
  readonly fence: number;
  readonly seq: number;
  readonly figures: Figures;
  readonly attempts: number;
  /** `open`: sent at least once and never answered for good, so it may or may not have been recorded. */
  readonly fate:
    | { readonly kind: 'acked'; readonly hubAt: number; readonly amendment: boolean }
    | { readonly kind: 'refused'; readonly error: string }
    | { readonly kind: 'open' };
}

interface Line {
  readonly commandId: string;
  readonly step: string;
  readonly [field: string]: unknown;
}

export function readReports(path: string): Report[] {
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return foldReports(
    whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line),
  );
}

/** One report per command id, whatever the number of attempts. */
export function foldReports(lines: Iterable<object>): Report[] {
  const reports = new Map<string, Report>();
  for (const line of lines as Iterable<Line>) {
    const held = reports.get(line.commandId);
    if (line.step === 'invoke') {
      const sent = line as unknown as Report & { figures: Figures };
      if (held === undefined) {
        const { commandId, pointId, roundId, fence, seq, figures } = sent;
        reports.set(commandId, {
          commandId,
          pointId,
          roundId,
          fence,
          seq,
          figures,
          attempts: 1,
          fate: { kind: 'open' },
        });
      } else {
        if (held.seq !== sent.seq || held.fence !== sent.fence || held.figures.present !== sent.figures.present) {
          throw new Error(`${line.commandId}: a repeat was not the same report`);
        }
        reports.set(held.commandId, { ...held, attempts: held.attempts + 1 });
      }
    } else if (held === undefined) {
      throw new Error(`${line.commandId}: answered before it was sent`);
    } else if (line.step === 'acked') {
      const fate = { kind: 'acked', hubAt: Number(line['hubAt']), amendment: line['amendment'] === true } as const;
      reports.set(held.commandId, { ...held, fate });
    } else if (line.step === 'refused') {
      reports.set(held.commandId, { ...held, fate: { kind: 'refused', error: String(line['kind']) } });
    }
  }
  return [...reports.values()];
}

/** Order of age by the point's own numbers: the higher fence, then the higher device number (H4). */
export function isNewer(a: { fence: number; seq: number }, b: { fence: number; seq: number }): boolean {
  return a.fence !== b.fence ? a.fence > b.fence : a.seq > b.seq;
}
