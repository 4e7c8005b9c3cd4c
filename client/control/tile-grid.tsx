import { useMemo } from 'preact/hooks';
import { ONE_PAGE_POINTS, type Place } from '../state/places.ts';
import { rowFilter } from '../ui/row-filter.ts';
import type { BoardProps } from './control-props.ts';
import { PagedGrid } from './paged-grid.tsx';
import { t } from './text.ts';
import { AreaColumns } from './tile.tsx';
import { areaColumns } from './tile-columns.ts';

const COLUMNS = 3;

export type TileGridProps = Pick<
  BoardProps,
  'rows' | 'clock' | 'filter' | 'query' | 'selected' | 'onSelect' | 'firstMatch'
>;

/** All points by area. A tile keeps its place whatever its state; what does not match a filter steps back. */
export function TileGrid(props: TileGridProps) {
  const count = props.rows.places.value.length;
  if (count === 0) return <p class="empty">{t().emptyRoster}</p>;
  return count > ONE_PAGE_POINTS ? <PagedGrid {...props} /> : <WholeGrid {...props} />;
}

function WholeGrid({ rows, clock, filter, query, selected, onSelect, firstMatch }: TileGridProps) {
  const places = rows.places.value;
  const columns = useMemo(() => areaColumns(places, COLUMNS), [places]);
  const isShown = useMemo(() => rowFilter(filter, query), [filter, query]);
  firstMatch.current = () => {
    const isMatch = ({ id }: Place): boolean => {
      const row = rows.now(id);
      return row !== null && isShown(row);
    };
    return (
      columns
        .flat()
        .flatMap((group) => group.places)
        .find(isMatch)?.id ?? null
    );
  };
  return (
    <div class="tile-grid">
      <AreaColumns columns={columns} {...{ rows, clock, isShown, selected, onSelect }} />
    </div>
  );
}
