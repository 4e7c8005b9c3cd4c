import { areaName, listName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { BoardProps } from '../control/control-props.ts';
import { t } from '../control/text.ts';
import { rowFilter } from '../ui/row-filter.ts';
import { MIX_ORDER } from '../ui/states.ts';
import { rems } from '../ui/rem.ts';
import { theme } from '../ui/theme.ts';
import { age } from '../ui/standing.ts';
import { num } from '../ui/text.ts';
import { whyOf } from '../ui/why.ts';
import type { GroundSource } from './area-source.ts';
import { areaWidth, drawInk, widthOf } from './ink.ts';
import type { Tint } from './ground.ts';
import { LiveMap } from './live-map.ts';
import { Legend, MapButtons, OffMap, PointList } from './map-furniture.tsx';
import './map.css';
import type { Camera } from './mercator.ts';
import type { Scene } from './scene.ts';

export interface MapViewProps extends Omit<BoardProps, 'rows'> {
  readonly ground: GroundSource;
  /** The rows are of then. Between then and now what differs is no news. */
  readonly isPast: boolean;
}

type Arrived = 'waiting' | 'there' | 'none' | 'failed';

/** The points on the map. The list that a keyboard or a reader goes through is the table: here the named points are buttons. */
export function MapView(props: MapViewProps) {
  const { view, clock, moment, filter, query, selected, onSelect, firstMatch, isPast } = props;
  const words = t();
  const host = useRef<HTMLDivElement>(null);
  const ink = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLDivElement>(null);
  const live = useRef<LiveMap | null>(null);
  const scene = useSignal<{ readonly scene: Scene; readonly camera: Camera } | null>(null);
  const ground = useSignal<Arrived>('waiting');
  const failed = useSignal(false);
  const fault = useSignal(false);
  const tint = useSignal<Tint>('links');
  // Without a round nobody was asked, and "0/7" would say that they owe something.
  const isAsked = view.session.round !== null;
  const shownTint = tint.value === 'reported' && !isAsked ? 'links' : tint.value;
  const tip = useSignal('');
  const off = useSignal<readonly number[]>([]);
  const isShown = useMemo(() => rowFilter(filter, query), [filter, query]);
  // Read by what is called from outside a drawing.
  const now = useRef({ selected, onSelect, view, words });
  now.current = { selected, onSelect, view, words };

  useEffect(() => {
    const [container, canvas, layer] = [host.current, ink.current, over.current];
    if (!container || !canvas || !layer) return;
    let map: LiveMap;
    try {
      map = new LiveMap(container, now.current.words.map.canvas, {
        onScene: (next, camera) => (scene.value = { scene: next, camera }),
        onMove: (from, to) => {
          const scale = to.worldSize / from.worldSize;
          const dx = (from.centre.x - to.centre.x) * to.worldSize + (to.width - from.width * scale) / 2;
          const dy = (from.centre.y - to.centre.y) * to.worldSize + (to.height - from.height * scale) / 2;
          canvas.style.transform = layer.style.transform = `translate(${rems(dx)}, ${rems(dy)}) scale(${scale})`;
        },
        onOff: (points) => (off.value = points),
        onFault: () => (fault.value = true),
        onPick: (id) => now.current.onSelect(id),
        onHover: (row, ring) => {
          tip.value = row ? tipOf(row) : ring >= 0 ? ringTip(map, ring) : '';
        },
      });
    } catch {
      // No WebGL: the other looks show the same points.
      failed.value = true;
      return;
    }
    live.current = map;
    map.setWords(() => ({
      words: {
        figure: figureOf,
        ring: (points) => num(points),
      },
      measure: {
        tag: (row) => {
          const parts = [
            row.onAir ? widthOf(t().floor.tag, true) + 12 : 0,
            widthOf(tagSince(row, clock.peek()), false),
            widthOf(tagFigure(row), false),
          ].filter((width) => width > 0);
          return { w: widthOf(tagName(row), true) + parts.reduce((sum, width) => sum + width + 7, 15), h: 23 };
        },
        figure: (text) => ({ w: widthOf(text, false) + 2, h: 16 }),
        area: (name, second) => ({ w: areaWidth(name, second) + 6, h: second === '' ? 18 : 34 }),
      },
      covered: coveredBy(container, map.scale),
      areaShort: areaName,
      areaSecond: (count) => {
        if (!count || count.points === 0) return '';
        if (map.tint === 'reported')
          return count.asked === 0 ? '' : t().map.reported(num(count.reported), num(count.asked));
        if (map.tint === 'none') return '';
        return count.up === count.points ? t().whole(count.points) : t().map.up(num(count.up), num(count.points));
      },
    }));
    map.setFilter(isShown);
    map.follow(now.current.view.rows);
    let gone = false;
    props.ground().then(
      ({ areas, base }) => {
        if (gone) return;
        ground.value = areas === null ? 'none' : 'there';
        map.setAreas(areas);
        if (base) void map.setBase(base);
      },
      () => {
        if (!gone) ground.value = 'failed';
      },
    );
    return () => {
      gone = true;
      live.current = null;
      map.end();
    };
  }, []);

  const colours = theme.value;
  useEffect(() => void live.current?.repaint(), [colours]);
  useEffect(() => live.current?.setFilter(isShown), [isShown]);
  useEffect(() => live.current?.setTint(shownTint), [shownTint]);
  // The board's rows are one list that changes in place: a new view says that it did.
  const wasPast = useRef(isPast);
  useEffect(() => {
    live.current?.follow(view.rows, wasPast.current !== isPast);
    wasPast.current = isPast;
  }, [view]);
  const second = Math.floor(moment.now / 1_000);
  useEffect(() => live.current?.tick(), [second]);
  const drawn = scene.value;
  // Before the page is painted: what is written moves to its new places in one frame with the labels that are elements.
  useLayoutEffect(() => {
    const map = live.current;
    if (!ink.current || !over.current || !map || !drawn) return;
    ink.current.style.transform = over.current.style.transform = '';
    drawInk(ink.current, drawn.scene, drawn.camera, map, selected);
  }, [drawn, selected, colours]);

  firstMatch.current = () => view.rows.find(isShown)?.id ?? null;
  const map = live.current;
  const offMap = off.value.map((point) => map?.model.row(point)).filter((row) => row !== undefined);
  if (failed.value) return <p class="empty">{words.map.failed}</p>;
  return (
    <div
      class="map"
      data-ground={ground.value}
      title={tip.value}
      onKeyDown={(event) => keepKeys(event, () => live.current?.showAll())}
    >
      <div class="map-ground" ref={host} />
      <canvas class="map-ink" ref={ink} aria-hidden="true" />
      <div class="map-over" ref={over} role="group" aria-label={words.map.tags}>
        {drawn?.scene.names.map(({ point, box }) => {
          const row = map?.model.row(point);
          if (!row) return null;
          return (
            <button
              key={row.id}
              type="button"
              class={['map-tag', `s-${row.link.state}`, row.id === selected && 'sel', row.onAir && 'air']
                .filter(Boolean)
                .join(' ')}
              style={{ left: rems(box.x), top: rems(box.y), width: rems(box.w) }}
              onClick={() => onSelect(row.id)}
            >
              <span class="unseen">{tipOf(row)}. </span>
              <b>{tagName(row)}</b>
              {row.onAir && <span class="map-air">{words.floor.tag}</span>}
              {tagSince(row, clock.value) !== '' && <span>{tagSince(row, clock.value)}</span>}
              {tagFigure(row) !== '' && <span>{tagFigure(row)}</span>}
            </button>
          );
        })}
      </div>
      <div class="map-foot">
        <OffMap rows={offMap} onSelect={onSelect} />
        <PointList view={view} onSelect={onSelect} />
        <div class="map-key">
          <Legend
            tint={shownTint}
            isUnasked={tint.value !== shownTint}
            hasRings={(drawn?.scene.rings.length ?? 0) > 0}
          />
          {ground.value === 'none' && <p class="dim">{words.map.noAreas}</p>}
          {fault.value && <p class="dim">{words.map.groundFault}</p>}
          {ground.value === 'failed' && <p class="dim">{words.map.areasFailed}</p>}
          {ground.value === 'there' && (
            <div class="map-tint" role="group" aria-label={words.map.tintBy}>
              <span>{words.map.tintBy}</span>
              {(['links', 'reported', 'none'] as const).map((one) => (
                <button key={one} type="button" aria-pressed={tint.value === one} onClick={() => (tint.value = one)}>
                  {words.map.tint[one]}
                </button>
              ))}
            </div>
          )}
        </div>
      </div>
      <MapButtons onZoom={(by) => live.current?.zoomBy(by)} onFit={() => live.current?.showAll()} />
    </div>
  );
}

/** The map's own keys are not the page's: "-" would filter as well. */
function keepKeys(event: KeyboardEvent, showAll: () => void): void {
  if (event.key === '0' && !event.ctrlKey && !event.metaKey && !event.altKey) showAll();
  if (['+', '=', '-', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(event.key)) event.stopPropagation();
}

function tagName(row: PointRow): string {
  return listName(row.name);
}

/** Of a trouble: how long it has lasted. Who speaks is named for that. */
function tagSince(row: PointRow, now: number): string {
  const { state, since } = row.link;
  return state === 'up' || row.onAir ? '' : age(now, since, t());
}

/** Who is named without being in trouble keeps the count that stood beside its mark. */
function tagFigure(row: PointRow): string {
  return row.link.state === 'up' || row.onAir ? (figureOf(row) ?? '') : '';
}

function figureOf(row: PointRow): string | null {
  return row.headcount ? num(row.headcount.present) : row.roundSummoned === null ? null : t().none;
}

function tipOf(row: PointRow): string {
  const words = t();
  const { state } = row.link;
  return [
    row.name,
    row.onAir ? words.floor.tag : '',
    words.state[state],
    state === 'up' ? '' : whyOf(row, words),
    row.headcount ? `${num(row.headcount.present)}/${num(row.headcount.summoned)}` : words.map.legendSilent,
  ]
    .filter(Boolean)
    .join(', ');
}

function ringTip(map: LiveMap, ring: number): string {
  const words = t();
  const mix = map.model.mixes[ring];
  if (!mix) return '';
  const parts = MIX_ORDER.filter((state) => mix[state] > 0);
  return words.map.ring(
    num(parts.reduce((sum, state) => sum + mix[state], 0)),
    parts.map((state) => words.map.mixPart(words.state[state], num(mix[state]))).join(', '),
  );
}

/** What lies over the map keeps labels off. */
function coveredBy(container: HTMLElement, scale: number) {
  const own = container.getBoundingClientRect();
  const around = container.parentElement?.querySelectorAll('.map-foot > *, .map-buttons') ?? [];
  return [...around].map((piece) => {
    const { left, top, width, height } = piece.getBoundingClientRect();
    return {
      x: (left - own.left) / scale - 4,
      y: (top - own.top) / scale - 4,
      w: width / scale + 8,
      h: height / scale + 8,
    };
  });
}
