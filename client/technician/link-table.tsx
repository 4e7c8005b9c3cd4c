import type { PointId } from '@hub/shared/model/ids.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { BoardProps } from '../control/control-props.ts';
import { isMuted } from '../control/incident-list.tsx';
import { t as control } from '../control/text.ts';
import { isMine, mineFirst, type Own } from '../staff/mine.ts';
import { chargeWords, attendingWords } from '../staff/charge.tsx';
import { useFlash } from '../ui/flash.ts';
import { clockTime } from '../ui/format.ts';
import { KeptOrder } from '../ui/kept-order.ts';
import { Mark } from '../ui/mark.tsx';
import type { RowTest } from '../ui/row-filter.ts';
import { rowCompare, WORST_ON_TOP } from '../ui/table-order.ts';
import { age } from '../ui/standing.ts';
import { dec, num } from '../ui/text.ts';
import { PadRow } from '../ui/pad-row.tsx';
import { useVirtualRows } from '../ui/virtual.ts';
import { upperFirst, whyBrief, whyOf } from '../ui/why.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { t } from './text.ts';
import {
  isVitalOrder,
  orderByVital,
  soundBars,
  vitalLevel,
  type TechnicianKey,
  type TechnicianOrder,
  type VitalsOf,
} from './vital-order.ts';

const ROW_HEIGHT = 26;
/** Where the style sheet changes too; rows are drawn again each second, and ask again. */
const WIDE_SCREEN = window.matchMedia('(min-width: 93.8125em)');
const SAMPLED = ['rttMs', 'lossPct', 'jitterMs', 'bitrateKbps', 'fps'] as const;
const SORTED: readonly (TechnicianKey | 'why' | 'owner' | 'path' | 'trail')[] = [
  'state',
  'name',
  'since',
  'why',
  'owner',
  ...SAMPLED,
  'soundLevel',
  'path',
  'trail',
];

export interface LinkTableProps {
  readonly rows: readonly PointRow[];
  /** Which of them to show. */
  readonly wanted: RowTest;
  /** Whose points stand on top (T1). */
  readonly own: Own;
  readonly now: number;
  readonly timeZone: string;
  readonly vitalsOf: VitalsOf;
  /** Ids of the points that are heard speaking. */
  readonly talkers: ReadonlySet<string>;
  /** Bitrate samples of the last five minutes, oldest first. */
  readonly trailOf: (index: number) => readonly (number | null)[];
  readonly selected: PointId | null;
  readonly onSelect: (pointId: PointId) => void;
  readonly firstMatch: BoardProps['firstMatch'];
}

/** Every link, dense: state, why, since when, and what was measured. Arrow keys move the selection. */
export function LinkTable({
  rows,
  wanted,
  own,
  now,
  timeZone,
  vitalsOf,
  talkers,
  trailOf,
  selected,
  onSelect,
  firstMatch,
}: LinkTableProps) {
  const words = t();
  const [order, setOrder] = useState<TechnicianOrder>({ key: 'state', reversed: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [kept] = useState(() => new KeptOrder());
  const compare = useMemo(() => mineFirst(rowCompare(isVitalOrder(order) ? WORST_ON_TOP : order), own), [order, own]);
  const shown = kept.update(rows, wanted, compare);
  const ordered = isVitalOrder(order) ? mineOnTop(orderByVital(shown, order, vitalsOf), own) : shown;
  firstMatch.current = () => ordered[0]?.id ?? null;
  const drawn = useVirtualRows(ordered.length, ROW_HEIGHT, scroller);

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    const at = ordered.findIndex((row) => row.id === selected);
    const to = Math.min(ordered.length - 1, Math.max(0, at + by));
    const next = ordered[to];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    drawn.scrollTo(to);
  };

  return (
    <div
      class="link-table"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={words.tableLabel}
      onKeyDown={onKeyDown}
    >
      <table aria-rowcount={ordered.length + 1}>
        <colgroup>
          {SORTED.map((key) => (
            <col key={key} class={key === 'path' ? 'col-path only-wide' : `col-${key}`} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {SORTED.map((key) => (
              <Head key={key} column={key} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          <PadRow height={drawn.before} />
          {drawn.items.map(({ index }) => {
            const row = ordered[index];
            return (
              row && (
                <LinkRow
                  key={row.id}
                  row={row}
                  position={index + 2}
                  own={own}
                  now={now}
                  timeZone={timeZone}
                  vitalsOf={vitalsOf}
                  talks={talkers.has(row.id)}
                  trailOf={trailOf}
                  selected={row.id === selected}
                  onOpen={() => onSelect(row.id)}
                />
              )
            );
          })}
          <PadRow height={drawn.after} />
        </tbody>
      </table>
      {ordered.length === 0 && <p class="empty">{rows.length === 0 ? words.emptyRoster : words.nothingFound}</p>}
    </div>
  );
}

/** Stable: each part keeps its order. */
function mineOnTop(rows: readonly PointRow[], own: Own): readonly PointRow[] {
  return [...rows.filter((row) => isMine(row, own)), ...rows.filter((row) => !isMine(row, own))];
}

interface HeadProps {
  readonly column: (typeof SORTED)[number];
  readonly order: TechnicianOrder;
  readonly onOrder: (order: TechnicianOrder) => void;
}

function Head({ column, order, onOrder }: HeadProps) {
  const words = t();
  const right = column === 'since' || SAMPLED.some((name) => name === column);
  if (column === 'why' || column === 'owner' || column === 'path' || column === 'trail') {
    return (
      <th scope="col" class={column === 'path' ? 'only-wide' : ''}>
        {words.columns[column]}
      </th>
    );
  }
  const current = order.key === column;
  return (
    <th
      scope="col"
      class={right ? 'r' : ''}
      aria-sort={!current ? undefined : order.reversed ? 'descending' : 'ascending'}
    >
      <button type="button" onClick={() => onOrder({ key: column, reversed: current ? !order.reversed : false })}>
        {words.columns[column]}
        {current && <span aria-hidden="true">{order.reversed ? ' ↑' : ' ↓'}</span>}
      </button>
    </th>
  );
}

interface LinkRowProps extends Pick<LinkTableProps, 'own' | 'now' | 'timeZone' | 'vitalsOf' | 'trailOf'> {
  readonly row: PointRow;
  readonly position: number;
  readonly talks: boolean;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

function LinkRow({ row, position, own, now, timeZone, vitalsOf, talks, trailOf, selected, onOpen }: LinkRowProps) {
  const words = t();
  const flash = useFlash(row);
  const { state } = row.link;
  const path = row.media?.path ?? null;
  const detour = path === 'tcp' || path === 'relay' ? words.detour[path] : '';
  const charge = row.owner ?? row.technician;
  const muted = isMuted(row, now);
  const quiet = muted ? control().incident.mutedUntil(clockTime(row.mutedUntil ?? 0, timeZone)) : '';
  const besides = [upperFirst(quiet), detour, attendingWords(row, own.deviceId)];
  const [why, brief] = [whyOf(row, words), whyBrief(row, words)].map((said) =>
    [said, ...besides].filter(Boolean).join('. '),
  );
  const name = listName(row.name);
  const vitals = vitalsOf(row.index);
  // Old samples of a link that is gone must not look like a link that is there.
  const measured = vitals !== null && (state === 'up' || state === 'impaired' || state === 'joining');
  return (
    <tr
      class={[selected && 'sel', isMine(row, own) && 'mine', muted && 'muted', flash.class].filter(Boolean).join(' ')}
      aria-rowindex={position}
      aria-selected={selected}
      onClick={onOpen}
      onAnimationEnd={flash.onAnimationEnd}
    >
      <td>
        <span class="stt">
          <Mark state={state} size={13} decorative />
          <span class={state === 'up' ? 'dim' : `t-${state}`}>{words.state[state]}</span>
        </span>
      </td>
      <td>
        <button type="button" class="nm clip" title={row.name} onClick={onOpen}>
          {name}
        </button>
      </td>
      <td class="r">{age(now, row.link.since, words)}</td>
      <td class="dim" title={why}>
        <span class="why">{WIDE_SCREEN.matches ? why : brief}</span>
      </td>
      <td class={row.ownerId === null ? 'dim' : ''} title={chargeWords(row, own)}>
        {charge}
      </td>
      {row.linkKind === 'broadcast' && !measured ? (
        <td class="dim unmeasured" colSpan={SAMPLED.length + 3}>
          {words.televisionOnly}
        </td>
      ) : (
        <>
          {SAMPLED.map((sample) => {
            if (measured && vitals.resting && sample === 'bitrateKbps')
              return (
                <td key={sample} class="dim unmeasured" colSpan={2} title={words.restingWhy}>
                  {words.resting}
                </td>
              );
            if (measured && vitals.resting && sample === 'fps') return null;
            const value = measured ? vitals[sample] : null;
            if (value === null) return <Unknown key={sample} />;
            return (
              <td key={sample} class={`r v-${vitalLevel(sample, value)}`}>
                {sample === 'lossPct' ? dec(value, 1) : num(Math.round(value))}
              </td>
            );
          })}
          <td>{measured ? <Sound row={row} level={vitals.soundLevel} talks={talks} /> : words.none}</td>
          <td class="only-wide">{path === null ? words.none : path.toUpperCase()}</td>
          <td>
            <Sparkline values={trailOf(row.index)} state={state} label={words.trailLabel(name)} />
          </td>
        </>
      )}
    </tr>
  );
}

const Unknown = () => <td class="r dim">{t().none}</td>;

interface SoundProps {
  readonly row: PointRow;
  /** Null: no sound leaves it. */
  readonly level: number | null;
  readonly talks: boolean;
}

function Sound({ row, level, talks }: SoundProps) {
  const words = t();
  if (level === null) {
    if (row.media?.microphone !== 'muted') return words.none;
    return (
      <span class="dim" title={words.soundMutedWhy}>
        {words.soundMuted}
      </span>
    );
  }
  if (level === 0 && (row.link.reasons.includes('no-audio') || row.faults.includes('audio'))) {
    return <b class="v-very-bad">0</b>;
  }
  const lit = soundBars(level);
  return (
    <span
      class={talks ? 'lvl talks' : 'lvl'}
      role="img"
      aria-label={[words.soundLabel(num(Math.round(level))), talks ? words.talks : ''].filter(Boolean).join(', ')}
      title={talks ? words.talks : undefined}
    >
      {[0, 1, 2, 3, 4, 5].map((bar) => (
        <i key={bar} class={bar < lit ? 'on' : ''} />
      ))}
    </span>
  );
}
