import type { PointId } from '@hub/shared/model/ids.ts';
import type { Severity } from '@hub/shared/model/incident.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { signal } from '@preact/signals-core';
import type { Moment } from '../state/freshness.ts';
import { recall, remember } from '../ui/remember.ts';
import { allowTones, mayToneSound, playTones } from '../ui/tones.ts';

/** A critical one is heard more often, and rises. */
const EVERY_MS: Record<Severity, number> = { critical: 4_000, notice: 12_000 };
const PITCHES: Record<Severity, readonly number[]> = { critical: [660, 880, 1_100], notice: [520, 520] };
const LOOK_MS = 500;
const KEPT = 'incident-sound';

/** I11: the worst that nobody has in hand and that is not muted; null: nothing to sound for. */
export function alarmOf(
  view: Pick<BoardView, 'incidents' | 'rows' | 'hub' | 'session'>,
  hubNow: number,
): Severity | null {
  if (!view.hub.logOk) return 'critical';
  if (view.session.phase === 'ended') return null;
  const open = view.incidents.filter(({ status }) => status === 'open');
  if (open.length === 0) return null;
  const muted = new Set<PointId>();
  for (const { id, mutedUntil } of view.rows) if (mutedUntil !== null && mutedUntil > hubNow) muted.add(id);
  const heard = open.filter(({ pointId, group }) => {
    if (group) return !group.pointIds.every((id) => muted.has(id));
    return pointId === null || !muted.has(pointId);
  });
  if (heard.length === 0) return null;
  return heard.some(({ severity }) => severity === 'critical') ? 'critical' : 'notice';
}

interface SoundPorts {
  readonly view: { peek(): Pick<BoardView, 'incidents' | 'rows' | 'hub' | 'session'> | null };
  readonly moment: { peek(): Pick<Moment, 'stale' | 'hubNow'> | null };
  readonly play: (pitches: readonly number[]) => void;
  readonly mayPlay: () => boolean;
}

/** A page's own alarm, with the browser's tones. */
export function openIncidentSound(ports: Pick<SoundPorts, 'view' | 'moment'>): IncidentSound {
  allowTones();
  const sound = new IncidentSound({ ...ports, play: playTones, mayPlay: mayToneSound });
  setInterval(() => sound.look(Date.now()), LOOK_MS);
  return sound;
}

/** The desk's alarm: sounds until somebody takes what is open, unless this desk was muted. */
export class IncidentSound {
  readonly #ports: SoundPorts;
  readonly #isOn = signal(recall(KEPT) !== 'off');
  readonly #isBlocked = signal(false);
  #playedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: SoundPorts) {
    this.#ports = ports;
  }

  get isOn(): boolean {
    return this.#isOn.value;
  }

  /** The browser lets the page make no sound yet, and there is something to sound for. */
  get isBlocked(): boolean {
    return this.#isBlocked.value;
  }

  toggle(): void {
    this.#isOn.value = !this.#isOn.peek();
    remember(KEPT, this.#isOn.peek() ? 'on' : 'off');
  }

  /** Called twice a second: sounds when it is time to. */
  look(now: number): void {
    const alarm = this.#isOn.peek() ? this.#alarm() : null;
    this.#isBlocked.value = alarm !== null && !this.#ports.mayPlay();
    if (alarm === null || this.#isBlocked.peek() || now - this.#playedAt < EVERY_MS[alarm]) return;
    this.#playedAt = now;
    this.#ports.play(PITCHES[alarm]);
  }

  #alarm(): Severity | null {
    const view = this.#ports.view.peek();
    const moment = this.#ports.moment.peek();
    return view === null || moment === null || moment.stale ? null : alarmOf(view, moment.hubNow);
  }
}
