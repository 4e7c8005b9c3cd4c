/** A fact as the log has it, read without the hub's own types. */
export interface LoggedFact {
  readonly at: number;
  readonly run: number;
  readonly actor: { readonly kind: string; readonly role: string; readonly deviceId: string | null };
  readonly fact: { readonly type: string } & Readonly<Record<string, unknown>>;
}

interface RoundNote {
  readonly run: number;
  frozenAt: number | null;
  /** Whether a person froze it. */
  byPerson: boolean;
  /** Summoned at each point at its freeze. */
  roster: ReadonlyMap<string, number>;
}
interface IncidentNote {
  readonly key: string;
  readonly openedAt: number;
  open: boolean;
  owned: boolean;
  escalated: boolean;
  clearedAt: number | null;
}
interface InstructionNote {
  readonly run: number;
  readonly pointIds: ReadonlySet<string>;
  readonly delivered: Set<string>;
  readonly seen: Set<string>;
  readonly confirmed: Set<string>;
}

const MINUTE = 60_000;
const NEXT: Readonly<Record<string, readonly string[]>> = {
  planned: ['rehearsal', 'live'],
  rehearsal: ['planned', 'rehearsal', 'live'],
  live: ['ended'],
  ended: ['live'],
};
const FAULTS: readonly unknown[] = ['audio', 'video', 'power', 'network'];

/**
 * Reads a log fact by fact as an auditor would, with the rules H, I, F and S in hand (SPEC.md) and nothing of the hub's
 * code, and names every rule that a fact breaks.
 */
export class RuleBook {
  readonly broken: string[] = [];
  /** How often each kind of fact was held against a rule: a rule that never met a fact proves nothing. */
  readonly held = new Map<string, number>();
  #phase = 'planned';
  #phaseAt = 0;
  #run = 0;
  #lastAt = 0;
  readonly #summoned = new Map<string, number>();
  readonly #rounds = new Map<string, RoundNote>();
  readonly #order: string[] = [];
  /** The newest report of each round, point and kind (amendments by themselves), as fence and number. */
  readonly #newest = new Map<string, readonly [number, number]>();
  readonly #counted = new Set<string>();
  readonly #remindedAt = new Map<string, number>();
  readonly #incidents = new Map<string, IncidentNote>();
  readonly #instructions = new Map<string, InstructionNote>();
  readonly #messages = new Map<string, number>();
  readonly #readBy = new Map<string, number>();
  #turns = new Map<string, { readonly pointId: string; state: 'waiting' | 'standby' | 'on-air' | 'over' }>();

  read({ at, run, actor, fact }: LoggedFact): void {
    const must = (rule: string, holds: boolean): void => {
      this.held.set(`${rule} ${fact.type}`, (this.held.get(`${rule} ${fact.type}`) ?? 0) + 1);
      if (!holds) this.broken.push(`${rule}: ${JSON.stringify({ at, actor, fact })}`);
    };
    const text = (field: string): string => String(fact[field]);
    const amount = (field: string): number => Number(fact[field]);
    const ids = (): readonly string[] => fact['pointIds'] as readonly string[];
    must('S5', at >= this.#lastAt);
    this.#lastAt = at;
    switch (fact.type) {
      case 'SessionCreated':
        this.#begin(at);
        return;
      case 'PointAdded':
      case 'PointEdited': {
        const { id, summoned } = fact['point'] as { id: string; summoned: number };
        this.#summoned.set(id, summoned);
        return;
      }
      case 'PhaseEntered': {
        const phase = text('phase');
        must('S1', NEXT[this.#phase]?.includes(phase) === true);
        if (this.#phase === 'ended') must('S1', actor.role === 'administrator' && at - this.#phaseAt <= 10 * MINUTE);
        const isRun = phase === 'rehearsal' || (phase === 'live' && this.#phase !== 'ended');
        must('S2', fact['runStarted'] === isRun);
        must('S6', fact['run'] === (isRun ? this.#run + 1 : this.#run));
        this.#phase = phase;
        this.#phaseAt = at;
        this.#run = amount('run');
        if (isRun) this.#turns.clear();
        return;
      }
      case 'RoundOpened':
        must(
          'H10',
          [...this.#rounds.values()].every(({ frozenAt }) => frozenAt !== null),
        );
        must('S2', this.#phase === 'rehearsal' || this.#phase === 'live');
        must('H10', fact['kind'] !== 'named' || text('name') !== '');
        this.#rounds.set(text('roundId'), { run: this.#run, frozenAt: null, byPerson: false, roster: new Map() });
        this.#order.push(text('roundId'));
        return;
      case 'RoundFrozen': {
        const round = this.#rounds.get(text('roundId'));
        must('H10', round !== undefined && round.frozenAt === null);
        if (!round) return;
        round.frozenAt = at;
        round.roster = new Map(this.#summoned);
        round.byPerson = at > this.#phaseAt;
        return;
      }
      case 'RoundUnfrozen': {
        const round = this.#rounds.get(text('roundId'));
        must('H12', round !== undefined && round.frozenAt !== null && at - round.frozenAt <= MINUTE && round.byPerson);
        must('H12', this.#order[this.#order.length - 1] === text('roundId') && round?.run === this.#run);
        if (round) round.frozenAt = null;
        return;
      }
      case 'HeadcountReported': {
        const round = this.#rounds.get(text('roundId'));
        must('S9', round !== undefined);
        const { present, excused, unexcused } = fact['count'] as Record<string, number>;
        const sum = (present ?? 0) + (excused ?? 0) + (unexcused ?? 0);
        must('H3', sum === amount('summoned'));
        const wholes = [this.#summoned, ...(round?.frozenAt === null ? [] : [round?.roster])];
        must('H3', fact['reason'] !== null || wholes.some((all) => all?.get(text('pointId')) === amount('summoned')));
        must('H7', fact['amendment'] === (round?.frozenAt !== null));
        must('H8', fact['onBehalf'] === (actor.role !== 'operator'));
        must('S4', run === round?.run);
        if (this.#phase === 'ended') must('S3', fact['amendment'] === true && fact['reason'] !== null);
        const key = `${text('roundId')} ${text('pointId')}`;
        if (fact['onBehalf'] !== true) {
          const [fence, seq] = this.#newest.get(key) ?? [0, 0];
          const own = [amount('fence'), amount('seq')] as const;
          const isNewer = own[0] > fence || (own[0] === fence && own[1] > seq);
          // What is newest counts, unless it is under an older fence; what is not newest never counts.
          must('H4', isNewer || fact['counts'] === false);
          if (isNewer) this.#newest.set(key, own);
        } else must('H8', fact['counts'] === true);
        if (fact['counts'] === true && fact['amendment'] !== true) this.#counted.add(key);
        return;
      }
      case 'PointsReminded': {
        const round = this.#rounds.get(text('roundId'));
        must('H13', round !== undefined && round.frozenAt === null && ids().length > 0);
        for (const id of ids()) {
          const key = `${text('roundId')} ${id}`;
          must('H13', !this.#counted.has(key));
          must('H13', at - (this.#remindedAt.get(key) ?? -MINUTE) >= 30_000);
          this.#remindedAt.set(key, at);
        }
        return;
      }
      case 'IncidentOpened':
        this.#openIncident(must, text('incidentId'), `${text('pointId')} ${text('cause')}`, at);
        return;
      case 'CommonCauseOpened':
        must('I4', (fact['memberIds'] as readonly string[]).length >= 3);
        this.#openIncident(must, text('incidentId'), `${text('by')} ${text('name')}`, at);
        return;
      case 'HubIncidentOpened':
        // Trouble of the hub is written down once it can be: it began before.
        this.#openIncident(must, text('incidentId'), `${text('cause')} ${text('roundId')}`, amount('since'));
        return;
      case 'IncidentCauseCleared':
      case 'IncidentCauseReturned': {
        const incident = this.#incidents.get(text('incidentId'));
        must('I3', incident?.open === true);
        if (incident) incident.clearedAt = fact.type === 'IncidentCauseCleared' ? at : null;
        return;
      }
      case 'IncidentAcknowledged': {
        const incident = this.#incidents.get(text('incidentId'));
        must('I2', incident?.open === true && !incident.owned && (actor.kind === 'staff' || actor.kind === 'system'));
        if (incident) incident.owned = true;
        return;
      }
      case 'IncidentEscalated': {
        const incident = this.#incidents.get(text('incidentId'));
        must('I6', incident?.open === true && !incident.owned && !incident.escalated);
        must('I6', at - (incident?.openedAt ?? at) >= 2 * MINUTE);
        must('I6', this.#phase !== 'ended');
        if (incident) incident.escalated = true;
        return;
      }
      case 'IncidentResolved': {
        const incident = this.#incidents.get(text('incidentId'));
        must('I1', incident?.open === true);
        if (fact['resolution'] === 'cleared' && FAULTS.includes(incident?.key.split(' ')[1])) {
          must('I5', incident?.clearedAt !== null && at - (incident?.clearedAt ?? at) >= 30_000);
        }
        if (incident) incident.open = false;
        return;
      }
      case 'InstructionSent':
        must('S3', this.#phase !== 'ended');
        must('F1', ids().length > 0 && new Set(ids()).size === ids().length && actor.kind === 'staff');
        this.#instructions.set(text('instructionId'), {
          run: this.#run,
          pointIds: new Set(ids()),
          delivered: new Set(),
          seen: new Set(),
          confirmed: new Set(),
        });
        return;
      case 'InstructionResent':
      case 'InstructionDelivered':
      case 'InstructionSeen':
        this.#mark(must, fact.type, text('instructionId'), ids());
        return;
      case 'InstructionConfirmed':
        must('F1', actor.kind === 'operator');
        this.#mark(must, fact.type, text('instructionId'), [text('pointId')]);
        return;
      case 'MessageSent': {
        const number = (this.#messages.get(text('pointId')) ?? 0) + 1;
        must('F5', amount('number') === number && fact['from'] === (actor.kind === 'operator' ? 'point' : 'room'));
        this.#messages.set(text('pointId'), number);
        this.#readBy.set(`${text('pointId')} ${text('from')}`, number);
        return;
      }
      case 'ThreadRead': {
        const key = `${text('pointId')} ${text('by')}`;
        must('F5', amount('upTo') > (this.#readBy.get(key) ?? 0));
        must('F5', amount('upTo') <= (this.#messages.get(text('pointId')) ?? 0));
        this.#readBy.set(key, amount('upTo'));
        return;
      }
      default:
        if (fact['turnId'] !== undefined) this.#turn(must, fact.type, text('turnId'), fact);
    }
  }

  #begin(at: number): void {
    this.#phase = 'planned';
    this.#phaseAt = at;
    this.#run = 0;
    for (const kept of [this.#rounds, this.#newest, this.#remindedAt, this.#incidents, this.#instructions])
      kept.clear();
    for (const kept of [this.#messages, this.#readBy, this.#turns]) kept.clear();
    this.#counted.clear();
    this.#order.length = 0;
  }

  #openIncident(must: Must, id: string, key: string, at: number): void {
    must(
      'I1',
      [...this.#incidents.values()].every((one) => !one.open || one.key !== key),
    );
    must('S9', !this.#incidents.has(id));
    this.#incidents.set(id, { key, openedAt: at, open: true, owned: false, escalated: false, clearedAt: null });
  }

  #mark(must: Must, type: string, id: string, points: readonly string[]): void {
    const instruction = this.#instructions.get(id);
    must('S2', instruction !== undefined && instruction.run === this.#run);
    for (const point of points) {
      must('F1', instruction?.pointIds.has(point) === true);
      if (!instruction) continue;
      if (type === 'InstructionResent') must('F1', !instruction.confirmed.has(point));
      if (type === 'InstructionDelivered') must('F1', !instruction.delivered.has(point));
      if (type === 'InstructionSeen') must('F1', !instruction.seen.has(point));
      if (type === 'InstructionConfirmed') must('F1', !instruction.confirmed.has(point));
      if (type === 'InstructionResent') continue;
      instruction.delivered.add(point);
      if (type !== 'InstructionDelivered') instruction.seen.add(point);
      if (type === 'InstructionConfirmed') instruction.confirmed.add(point);
    }
  }

  #turn(must: Must, type: string, id: string, fact: LoggedFact['fact']): void {
    const turn = this.#turns.get(id);
    const onAir = [...this.#turns.values()].filter(({ state }) => state === 'on-air');
    if (type === 'FloorRequested') {
      const pointId = String(fact['pointId']);
      must(
        'F3',
        [...this.#turns.values()].every((one) => one.pointId !== pointId || one.state === 'over'),
      );
      this.#turns.set(id, { pointId, state: 'waiting' });
      return;
    }
    must('S2', turn !== undefined);
    if (!turn) return;
    if (type === 'CalledToStandby') {
      must('F4', turn.state === 'waiting' && fact['check'] !== undefined);
      turn.state = 'standby';
    } else if (type === 'FloorGiven') {
      must('F2', onAir.length === 0);
      must('F4', turn.state === 'standby' && fact['check'] !== undefined);
      turn.state = 'on-air';
    } else if (type === 'TurnEnded') {
      must('F2', turn.state === 'on-air');
      turn.state = 'over';
    } else if (type === 'TurnLimited') must('F6', turn.state === 'on-air');
    else if (type === 'TurnMoved') must('F3', turn.state === 'waiting' || turn.state === 'standby');
    else if (type === 'FloorWithdrawn' || type === 'TurnSkipped') {
      must('F3', turn.state !== 'over');
      turn.state = 'over';
    } else if (type === 'TurnReturned') turn.state = fact['to'] === 'standby' ? 'standby' : 'waiting';
  }
}

type Must = (rule: string, holds: boolean) => void;
