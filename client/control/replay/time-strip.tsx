import type { ReplayStrip, StripRun, StripSample } from '@hub/shared/view/replay.ts';
import { useRef, useState } from 'preact/hooks';
import { clockTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { CHEVRON_DOWN, PAUSE, PLAY } from '../../ui/icons.ts';
import { num } from '../../ui/text.ts';
import { t } from '../text.ts';
import { SPEEDS, type Place, type Speed } from './replay.ts';
import { placeOf, sampleAt, SPAN, stepArea, ticksOf } from './strip-shape.ts';

export interface TimeStripProps {
  /** Null while it is fetched for the first time. */
  readonly strip: ReplayStrip | null;
  readonly place: Place | null;
  readonly timeZone: string;
  readonly onGo: (at: number) => void;
  readonly onPlay: (speed: Speed) => void;
  readonly onPause: () => void;
  readonly onRun: (run: number) => void;
  readonly onFold: () => void;
}

const LANE = { links: 20, present: 20, incidents: 12 } as const;
const SMALL_STEP_MS = 10_000;
const LARGE_STEP_MS = 60_000;
/** A turn that was short is still seen. */
const TURN_LEAST = 2;
const TICKS_MOST = 9;

/** The session's log at the foot of the screen: what was when, and the handle to go there (Q5). */
export function TimeStrip({ strip, place, timeZone, onGo, onPlay, onPause, onRun, onFold }: TimeStripProps) {
  const words = t().replay;
  const [hovered, setHovered] = useState<number | null>(null);
  const run = strip?.run ?? null;
  const told = run ? (hovered ?? place?.at ?? run.to) : null;
  return (
    <section class="strip" aria-label={words.strip}>
      <div class="strip-side">
        <div class="strip-keys">
          <PlayKeys place={place} disabled={run === null} onPlay={onPlay} onPause={onPause} />
          {strip && run && strip.runs.length > 1 && (
            <select
              aria-label={words.run}
              value={run.run}
              onChange={(event) => onRun(Number(event.currentTarget.value))}
            >
              {strip.runs.map((one) => (
                <option key={one.run} value={one.run}>
                  {words.runName[one.phase](one.run)} {clockTime(one.from, timeZone)}
                </option>
              ))}
            </select>
          )}
          <button
            type="button"
            class="iconbtn"
            title={`${words.hideStrip} (D)`}
            aria-label={words.hideStrip}
            onClick={onFold}
          >
            <Icon of={CHEVRON_DOWN} size={15} />
          </button>
        </div>
        {strip && run && told !== null && <Readout strip={strip} at={told} timeZone={timeZone} />}
      </div>
      {strip && run ? (
        <Lanes strip={strip} run={run} place={place} timeZone={timeZone} onGo={onGo} onHover={setHovered} />
      ) : (
        <p class="strip-none">{strip ? words.none : words.loading}</p>
      )}
    </section>
  );
}

type PlayKeysProps = Pick<TimeStripProps, 'place' | 'onPlay' | 'onPause'> & { readonly disabled: boolean };

function PlayKeys({ place, disabled, onPlay, onPause }: PlayKeysProps) {
  const words = t().replay;
  const playing = place?.speed ?? null;
  return (
    <span class="strip-play" role="group" aria-label={words.play}>
      <button
        type="button"
        class="iconbtn"
        disabled={disabled}
        aria-label={playing === null ? words.play : words.pause}
        title={playing === null ? words.play : words.pause}
        onClick={() => (playing === null ? onPlay(1) : onPause())}
      >
        <Icon of={playing === null ? PLAY : PAUSE} size={15} />
      </button>
      {SPEEDS.map((speed) => (
        <button
          key={speed}
          type="button"
          class="btn ghost sm"
          disabled={disabled}
          aria-pressed={playing === speed}
          aria-label={words.speed(num(speed))}
          onClick={() => onPlay(speed)}
        >
          {words.speedMark(num(speed))}
        </button>
      ))}
    </span>
  );
}

interface ReadoutProps {
  readonly strip: ReplayStrip;
  readonly at: number;
  readonly timeZone: string;
}

/** The figures at a moment, each with its coverage. */
function Readout({ strip, at, timeZone }: ReadoutProps) {
  const [links, present, incidents] = figuresAt(strip, at);
  return (
    <p class="strip-read">
      <b>{clockTime(at, timeZone, true)}</b> {links}
      <span class="clip">{present}</span>
      <span class="clip">{incidents}</span>
    </p>
  );
}

function figuresAt({ samples }: ReplayStrip, at: number): readonly string[] {
  const words = t().replay;
  const held = sampleAt(samples, at);
  if (!held) return [];
  const { up, points, covered, reported, summoned, present, incidents } = held;
  return [
    words.linksLine(num(up), num(points)),
    reported > 0 || covered > 0
      ? words.presentLine(reported > 0 ? num(present) : '—', num(summoned), num(reported), num(covered))
      : words.noRound,
    words.incidentsLine(num(incidents)),
  ];
}

interface LanesProps extends Pick<TimeStripProps, 'place' | 'timeZone' | 'onGo'> {
  readonly strip: ReplayStrip;
  readonly run: StripRun;
  readonly onHover: (at: number | null) => void;
}

function Lanes({ strip, run, place, timeZone, onGo, onHover }: LanesProps) {
  const words = t().replay;
  const track = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  const at = place?.at ?? run.to;
  const momentOf = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    const share = box && box.width > 0 ? (event.clientX - box.left) / box.width : 0;
    return run.from + Math.min(1, Math.max(0, share)) * (run.to - run.from);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyMoment(event.key, event.shiftKey, at, run);
    if (next === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onGo(next);
  };
  const left = (moment: number): string => `${(placeOf(moment, run) * 100).toFixed(2)}%`;
  return (
    <div class="strip-body">
      <div class="strip-names" aria-hidden="true">
        <span>{words.links}</span>
        <span>{words.present}</span>
        <span>{words.incidents}</span>
        <span>{words.floor}</span>
      </div>
      <div
        ref={track}
        class="strip-track"
        role="slider"
        tabIndex={0}
        aria-label={words.strip}
        aria-orientation="horizontal"
        aria-valuemin={Math.round(run.from / 1_000)}
        aria-valuemax={Math.round(run.to / 1_000)}
        aria-valuenow={Math.round(at / 1_000)}
        aria-valuetext={[clockTime(at, timeZone, true), ...figuresAt(strip, at)].join(', ')}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          dragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          onGo(momentOf(event));
        }}
        onPointerMove={(event) => {
          onHover(momentOf(event));
          if (dragging.current) onGo(momentOf(event));
        }}
        onPointerUp={() => (dragging.current = false)}
        onPointerCancel={() => (dragging.current = false)}
        onPointerLeave={() => onHover(null)}
      >
        <Areas strip={strip} run={run} />
        <div class="strip-marks">
          {strip.turns.map((turn) => (
            <i
              key={turn.from}
              class="turn"
              style={{
                left: left(turn.from),
                width: `max(${TURN_LEAST}px, ${share(turn.from, turn.to ?? run.to, run)}%)`,
              }}
            />
          ))}
          {strip.instructions.map((one) => (
            <i key={one.id} class={one.urgent ? 'told urgent' : 'told'} style={{ left: left(one.at) }} />
          ))}
        </div>
        {strip.rounds.map((round) => (
          <i key={round.id} class="round" style={{ left: left(round.openedAt) }} />
        ))}
        <div class="strip-axis">
          {ticksOf(run, TICKS_MOST, offsetOf(timeZone, run.from)).map((tick) => (
            <span key={tick} style={{ left: left(tick) }}>
              {clockTime(tick, timeZone)}
            </span>
          ))}
        </div>
        <i class={place ? 'head past' : 'head'} style={{ left: left(at) }} />
      </div>
    </div>
  );
}

function Areas({ strip, run }: { readonly strip: ReplayStrip; readonly run: StripRun }) {
  const most = (value: (sample: StripSample) => number): number => Math.max(1, ...strip.samples.map(value));
  const area = (name: string, lane: keyof typeof LANE, value: (sample: StripSample) => number, top: number) => (
    <path class={name} d={stepArea({ samples: strip.samples, run }, value, top, LANE[lane])} />
  );
  const lane = (name: keyof typeof LANE) => ({
    class: `lane ${name}`,
    viewBox: `0 0 ${SPAN} ${LANE[name]}`,
    preserveAspectRatio: 'none',
    'aria-hidden': true,
  });
  const incidents = most((one) => one.incidents);
  const people = most((one) => one.summoned);
  return (
    <>
      <svg {...lane('links')}>
        {area(
          'whole',
          'links',
          (one) => one.points,
          most((one) => one.points),
        )}
        {area(
          'up',
          'links',
          (one) => one.up,
          most((one) => one.points),
        )}
      </svg>
      <svg {...lane('present')}>
        {area('whole', 'present', (one) => (one.covered > 0 ? one.summoned : 0), people)}
        {area('people', 'present', (one) => one.present, people)}
      </svg>
      <svg {...lane('incidents')}>
        {area('notice', 'incidents', (one) => one.incidents, incidents)}
        {area('critical', 'incidents', (one) => one.critical, incidents)}
      </svg>
    </>
  );
}

function share(from: number, to: number, run: StripRun): string {
  return ((placeOf(to, run) - placeOf(from, run)) * 100).toFixed(2);
}

/** How far the session's clock is from UTC, so that ticks stand at its full minutes and hours. */
function offsetOf(timeZone: string, at: number): number {
  const [hours = 0, minutes = 0] = clockTime(at, timeZone).split(':').map(Number);
  const there = (hours * 60 + minutes) * 60_000;
  return there - ((Math.floor(at / 60_000) * 60_000) % 86_400_000);
}

function keyMoment(key: string, large: boolean, at: number, run: StripRun): number | null {
  const step = large ? LARGE_STEP_MS : SMALL_STEP_MS;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return at - step;
    case 'ArrowRight':
    case 'ArrowUp':
      return at + step;
    case 'PageDown':
      return at - 5 * LARGE_STEP_MS;
    case 'PageUp':
      return at + 5 * LARGE_STEP_MS;
    case 'Home':
      return run.from;
    case 'End':
      return run.to;
    default:
      return null;
  }
}
