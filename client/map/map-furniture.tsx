import type { PointId } from '@hub/shared/model/ids.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { t } from '../control/text.ts';
import { Icon } from '../ui/icon.tsx';
import { FRAME, MINUS, PLUS } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { num } from '../ui/text.ts';
import type { Tint } from './live-map.ts';

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

/** Points that have no place on the map are not lost. */
export function OffMap({
  points,
  row,
  onSelect,
}: {
  readonly points: readonly number[];
  readonly row: (point: number) => PointRow | undefined;
  readonly onSelect: (id: PointId) => void;
}) {
  const words = t().map;
  if (points.length === 0) return null;
  const listed = points.slice(0, LISTED_MAX).map(row);
  return (
    <details class="map-off">
      <summary>{words.offMap(num(points.length))}</summary>
      <p class="dim">{words.offMapWhy}</p>
      <ul>
        {listed.map(
          (one) =>
            one && (
              <li key={one.id}>
                <Mark state={one.link.state} size={13} />
                <button type="button" class="nm clip" title={one.name} onClick={() => onSelect(one.id)}>
                  {listName(one.name)}
                </button>
              </li>
            ),
        )}
      </ul>
      {points.length > LISTED_MAX && <p class="dim">{words.offMore(num(points.length - LISTED_MAX))}</p>}
    </details>
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
    <ul class="map-legend" aria-label={words.legend}>
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
        <i class="two">
          {dot}
          {dot}
        </i>
        {words.legendTouching}
      </li>
      {hasRings && (
        <li>
          <i class="ring">12</i>
          {words.legendRing}
        </li>
      )}
      {isUnasked && <li class="wide">{words.noRound}</li>}
      {words.tinted[tint] !== '' && <li class="wide">{words.tinted[tint]}</li>}
    </ul>
  );
}
