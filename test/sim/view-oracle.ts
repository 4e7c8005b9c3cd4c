import type { RecordedFact } from '@hub/server/domain/events.ts';
import type { Incident } from '@hub/shared/model/incident.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { Point } from '@hub/shared/model/point.ts';
import type { Replica } from '@hub/shared/view/replica.ts';
import type { Totals, ViewFilter } from '@hub/shared/view/row.ts';

interface Figures {
  readonly present: number;
  readonly excused: number;
  readonly unexcused: number;
  readonly guests: number;
  readonly summoned: number;
}

/**
 * What every screen ought to show, worked out from the facts with nothing of the hub's view code: one plain loop over
 * everything, each time it is asked.
 */
export class ViewOracle {
  readonly #roster = new Map<string, Point>();
  readonly #states = new Map<string, LinkState>();
  readonly #reports = new Map<string, Figures>();
  readonly #late = new Map<string, number>();
  /** The roster as it was at each freeze. */
  readonly #frozen = new Map<string, Map<string, Point>>();
  /** Every point that ever was, in the order in which they came. */
  readonly #places: string[] = [];
  readonly #incidents = new Set<Incident['id']>();
  readonly #folded = new Set<Incident['id']>();
  #runRounds: string[] = [];
  #openRound: string | null = null;
  #closed = 0;

  hear({ fact }: RecordedFact): void {
    if (fact.type === 'PointAdded' || fact.type === 'PointEdited') {
      this.#roster.set(fact.point.id, fact.point);
      if (!this.#places.includes(fact.point.id)) this.#places.push(fact.point.id);
      if (!this.#states.has(fact.point.id)) this.#states.set(fact.point.id, 'absent');
    } else if (fact.type === 'PointRetired') this.#roster.delete(fact.pointId);
    else if (fact.type === 'LinkChanged') this.#states.set(fact.pointId, fact.link.state);
    else if (fact.type === 'PhaseEntered' && fact.runStarted) {
      this.#runRounds = [];
      this.#closed = 0;
    } else if (fact.type === 'RoundOpened') {
      this.#runRounds.push(fact.roundId);
      this.#openRound = fact.roundId;
    } else if (fact.type === 'RoundFrozen') {
      if (fact.roundId === this.#openRound) this.#openRound = null;
      this.#frozen.set(fact.roundId, new Map(this.#roster));
    } else if (fact.type === 'HeadcountReported' && fact.counts && !fact.amendment) {
      this.#reports.set(`${fact.roundId} ${fact.pointId}`, { ...fact.count, summoned: fact.summoned });
    } else if (fact.type === 'HeadcountReported' && fact.counts) {
      this.#late.set(`${fact.roundId} ${fact.pointId}`, fact.count.present);
    } else if (fact.type === 'IncidentOpened' || fact.type === 'HubIncidentOpened') {
      this.#incidents.add(fact.incidentId);
    } else if (fact.type === 'CommonCauseOpened' || fact.type === 'CommonCauseJoined') {
      this.#incidents.add(fact.incidentId);
      for (const id of fact.memberIds) if (this.#incidents.delete(id)) this.#folded.add(id);
    } else if (fact.type === 'CommonCauseLeft') {
      for (const id of fact.memberIds) if (this.#folded.delete(id)) this.#incidents.add(id);
    } else if (fact.type === 'IncidentResolved') {
      // One that is listed by a common cause is closed there, and a common cause that comes apart is not closed at all.
      if (this.#incidents.delete(fact.incidentId) && fact.resolution !== 'split') this.#closed++;
      this.#folded.delete(fact.incidentId);
    }
  }

  totals(): Totals {
    const byState = { absent: 0, joining: 0, up: 0, impaired: 0, lost: 0, left: 0, unknown: 0 };
    const sums = {
      covered: 0,
      reported: 0,
      summoned: 0,
      summonedReported: 0,
      present: 0,
      excused: 0,
      unexcused: 0,
      guests: 0,
      amended: 0,
    };
    for (const id of this.#roster.keys()) {
      byState[this.#states.get(id) ?? 'absent']++;
      if (this.#lateOf(id) !== undefined) sums.amended++;
    }
    const about = this.#frozen.get(this.#round()) ?? this.#roster;
    for (const [id, { summoned: whole }] of about) {
      const report = this.#reportOf(id);
      sums.covered++;
      sums.summoned += report ? report.summoned : whole;
      if (!report) continue;
      sums.reported++;
      sums.summonedReported += report.summoned;
      sums.present += report.present;
      sums.excused += report.excused;
      sums.unexcused += report.unexcused;
      sums.guests += report.guests;
    }
    return { points: this.#roster.size, byState, ...sums, elsewhere: this.#elsewhere(), incidentsClosed: this.#closed };
  }

  /** What a replica shows, in the oracle's words. */
  static shown(replica: Replica): unknown {
    return {
      totals: replica.totals,
      rows: replica.rows
        .map((row) => [row.id, row.name, row.link.state, row.headcount?.present ?? null, row.amended?.present ?? null])
        .sort(byId),
      incidents: replica.incidents.map((incident) => incident.id).sort(),
    };
  }

  /** What it ought to show. */
  expected(filter: ViewFilter): unknown {
    const rows = [...this.#roster.values()]
      .filter((point) => !filter.areas || filter.areas.includes(point.area))
      .filter((point) => !filter.technicians || filter.technicians.includes(point.technician))
      .filter((point) => !filter.states || filter.states.includes(this.#states.get(point.id) ?? 'absent'))
      .map((point) => [
        point.id,
        point.name,
        this.#states.get(point.id),
        this.#reportOf(point.id)?.present ?? null,
        this.#lateOf(point.id) ?? null,
      ])
      .sort(byId);
    return { totals: this.totals(), rows, incidents: [...this.#incidents].sort() };
  }

  #elsewhere(): Totals['elsewhere'] {
    return [...(this.#frozen.get(this.#round()) ?? new Map<string, Point>()).values()]
      .filter(({ id, area, block }) => {
        const now = this.#roster.get(id);
        return now?.area !== area || now.block !== block;
      })
      .map(({ id, area, block, summoned: whole }) => {
        const { summoned = whole, ...headcount } = this.#reportOf(id) ?? {};
        const people = 'present' in headcount ? headcount : null;
        return { id, index: this.#places.indexOf(id), area, block, summoned, headcount: people };
      })
      .sort((a, b) => a.index - b.index);
  }

  #reportOf(id: string): Figures | undefined {
    return this.#reports.get(`${this.#round()} ${id}`);
  }

  #lateOf(id: string): number | undefined {
    return this.#late.get(`${this.#round()} ${id}`);
  }

  #round(): string {
    return this.#openRound ?? this.#runRounds.at(-1) ?? '';
  }
}

function byId(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}
