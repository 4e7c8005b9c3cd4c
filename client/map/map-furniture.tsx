import type { PointId } from '@hub/shared/model/ids.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { t } from '../control/text.ts';
import { Icon } from '../ui/icon.tsx';
import { FRAME, MINUS, PLUS } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { num } from '../ui/text.ts';
import type { Tint } from './ground.ts';
import { firstRows, rowsOf } from './list-order.ts';

interface MapButtonsProps {
  readonly onZoom: (steps: number) => void;
  readonly onFit: () => void;
}

export function MapButtons({ onZoom, onFit }: MapButtonsProps) {
  const words = t().map;
  const button = (label: string, icon: string, press: () => void) => (
    <button type="button" aria-label={label} title={label} onClick={press}>
      <Icon of={icon} size={16} />
    </button>
  );
  return (
    <div class="map-buttons">
      {button(words.zoomIn, PLUS, () => onZoom(1))}
      {button(words.zoomOut, MINUS, () => onZoom(-1))}
      {button(words.fit, FRAME, onFit)}
    </div>
  );
}

const LISTED_MAX = 200;

interface ListProps {
  readonly rows: readonly PointRow[];
  readonly onSelect: (id: PointId) => void;
}

/** Points that have no place on the map are not lost. */
export function OffMap({ rows, onSelect }: ListProps) {
  const words = t().map;
  if (rows.length === 0) return null;
  return (
    <details class="map-off">
      <summary>{words.offMap(num(rows.length))}</summary>
      <p class="dim">{words.offMapWhy}</p>
      <Points rows={rows.slice(0, LISTED_MAX)} more={rows.length - LISTED_MAX} onSelect={onSelect} />
    </details>
  );
}

interface PointListProps extends Pick<ListProps, 'onSelect'> {
  /** Its rows are one list that changes in place: a new view says that it did. */
  readonly view: BoardView;
}

/** Every point for keyboard and reader, what needs a person first. Put together only while somebody looks, and then with every picture. */
export function PointList({ view, onSelect }: PointListProps) {
  const words = t().map;
  const [open, setOpen] = useState(false);
  // What somebody stands on does not move away; what it says still changes.
  const [held, setHeld] = useState<readonly PointId[] | null>(null);
  const { rows } = view;
  const first = open ? (held && rowsOf(rows, held)) || firstRows(rows, LISTED_MAX) : [];
  return (
    <details
      class="map-off"
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onFocusIn={(event) => {
        if (event.target instanceof HTMLButtonElement) setHeld((order) => order ?? first.map(({ id }) => id));
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setHeld(null);
      }}
    >
      <summary>{words.list(num(rows.length))}</summary>
      {open && <Points rows={first} more={rows.length - LISTED_MAX} onSelect={onSelect} />}
    </details>
  );
}

interface PointsProps extends ListProps {
  /** How many are left out. */
  readonly more: number;
}

function Points({ rows, more, onSelect }: PointsProps) {
  const words = t();
  return (
    <>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <Mark state={row.link.state} size={13} />
            <button type="button" class="nm clip" title={row.name} onClick={() => onSelect(row.id)}>
              {listName(row.name)}
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="dim">{words.map.offMore(num(more))}</p>}
    </>
  );
}

interface LegendProps {
  readonly tint: Tint;
  /** Tinting by reports was chosen and there is no round. */
  readonly isUnasked: boolean;
  readonly hasRings: boolean;
}

export function Legend({ tint, isUnasked, hasRings }: LegendProps) {
  const words = t().map;
  const dot = <Mark state="up" size={13} decorative />;
  return (
    <details class="map-legend-box" open>
      <summary>{words.legend}</summary>
      <ul class="map-legend">
        <li>
          <i>{dot}</i>
          <b>46</b>
          {words.legendFigure}
        </li>
        <li>
          <i>{dot}</i>
          <b>{t().none}</b>
          {words.legendSilent}
        </li>
        <li>
          <i class="host">{dot}</i>
          {words.legendHost}
        </li>
        <li>
          <i class="air">{dot}</i>
          {words.legendAir}
        </li>
        <li>
          <i class="two">
            {dot}
            {dot}
          </i>
          {words.legendTouching}
        </li>
        <li>
          <i class="flash">{dot}</i>
          {words.legendFlash}
        </li>
        {hasRings && (
          <li class="wide">
            <i class="ring">12</i>
            {words.legendRing}
          </li>
        )}
        {isUnasked && <li class="wide">{words.noRound}</li>}
        {words.tinted[tint] !== '' && <li class="wide">{words.tinted[tint]}</li>}
      </ul>
    </details>
  );
}
