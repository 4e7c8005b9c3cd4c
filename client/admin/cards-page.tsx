import { CARDS_PER_PRINT_MAX } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { CardState } from '@hub/shared/protocol/down.ts';
import { areaName } from '@hub/shared/view/names.ts';
import type { PointRow, SessionView } from '@hub/shared/view/row.ts';
import { matches, searchText } from '@hub/shared/view/search.ts';
import { useRef, useState } from 'preact/hooks';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FindBox } from '../ui/find-box.tsx';
import { calendarDay, clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { PRINTER } from '../ui/icons.ts';
import { PadRow } from '../ui/pad-row.tsx';
import { num } from '../ui/text.ts';
import { useVirtualRows } from '../ui/virtual.ts';
import { PrintDialog, SpokenCodeDialog } from './card-dialogs.tsx';
import { CARD_FILTERS, endedBy, filterOf, type CardFilter } from './card-status.ts';
import type { CardActions, CardsView } from './cards-desk.ts';
import { t } from './text.ts';

interface CardsPageProps {
  readonly cards: CardsView;
  readonly rows: readonly PointRow[];
  readonly session: Pick<SessionView, 'plannedAt' | 'timeZone'>;
  readonly hubNow: number;
  readonly offline: boolean;
  readonly actions: CardActions;
}

const ROW_HEIGHT = 36;

/** Whose card was printed, who has opened it, who never did; printing and revoking, one, some or all. */
export function CardsPage({ cards, rows, session, hubNow, offline, actions }: CardsPageProps) {
  const words = t().cards;
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<CardFilter>('all');
  const [chosen, setChosen] = useState<ReadonlySet<PointId>>(new Set());
  const [printing, setPrinting] = useState<readonly PointId[] | null>(null);
  const [revoking, setRevoking] = useState<readonly PointId[] | null>(null);
  const scroller = useRef<HTMLDivElement>(null);

  const stateOf = new Map((cards.list ?? []).map((card) => [card.pointId, card]));
  const cardOf = (id: PointId): CardState => stateOf.get(id) ?? noCard(id);
  const found = query === '' ? rows : rows.filter((row) => matches(searchText(row), query));
  const kinds = new Map(found.map((row) => [row.id, filterOf(cardOf(row.id), hubNow)]));
  const shown = filter === 'all' ? found : found.filter((row) => kinds.get(row.id) === filter);
  const drawn = useVirtualRows(shown.length, ROW_HEIGHT, scroller);
  const nameOf = (id: PointId): string => rows.find((row) => row.id === id)?.name ?? id;

  // Whatever is no longer shown is not acted on: one acts on what one sees.
  const picked = shown.filter((row) => chosen.has(row.id)).map(({ id }) => id);
  const targets = picked.length > 0 ? picked : shown.map(({ id }) => id);
  const ending = endedBy((revoking ?? targets).map(cardOf), hubNow);
  const locked = offline || cards.list === null || cards.working || targets.length === 0;
  const moment = (at: number | null): string =>
    at === null ? '' : `${clockTime(at, session.timeZone)}, ${calendarDay(at, session.timeZone)}`;
  const toggle = (id: PointId): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <div class="roster cards">
      <div class="roster-head">
        <FindBox query={query} label={t().roster.find} onQuery={setQuery} />
        <div class="card-filters" role="group" aria-label={words.filterLabel}>
          {CARD_FILTERS.map((one) => {
            const count = one === 'all' ? found.length : found.filter((row) => kinds.get(row.id) === one).length;
            return (
              <button
                key={one}
                type="button"
                class="btn ghost"
                aria-pressed={filter === one}
                onClick={() => setFilter(one)}
              >
                {words.filter[one]} <b>{cards.list === null ? '—' : num(count)}</b>
              </button>
            );
          })}
        </div>
        <span class="roster-acts">
          <span class="dim" role="status">
            {cards.working ? words.working : picked.length > 0 ? words.selected(num(picked.length)) : ''}
          </span>
          <button
            type="button"
            class="btn"
            disabled={locked || ending.cards === 0}
            title={ending.cards === 0 ? words.revokeNone : undefined}
            onClick={() => setRevoking(targets)}
          >
            {ending.cards === 0 ? words.revokeOne : words.revoke(num(ending.cards))}
          </button>
          <button type="button" class="btn primary" disabled={locked} onClick={() => setPrinting(targets)}>
            <Icon of={PRINTER} size={14} />
            {words.print(num(targets.length))}
          </button>
        </span>
        {targets.length > CARDS_PER_PRINT_MAX && <p class="t-error">{words.tooMany(num(CARDS_PER_PRINT_MAX))}</p>}
      </div>
      <div class="roster-table" ref={scroller} tabIndex={0} role="region" aria-label={t().tabs.cards}>
        <table aria-rowcount={shown.length + 1}>
          <colgroup>
            {['check', 'id', 'name', 'area', 'state', 'printed', 'opened', 'until', 'devices', 'acts'].map((key) => (
              <col key={key} class={`cc-${key}`} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={words.selectShown}
                  checked={shown.length > 0 && picked.length === shown.length}
                  onChange={(event) =>
                    setChosen(event.currentTarget.checked ? new Set(shown.map(({ id }) => id)) : new Set())
                  }
                />
              </th>
              <th scope="col">{t().roster.heads.id}</th>
              <th scope="col">{t().roster.heads.name}</th>
              <th scope="col">{t().roster.heads.area}</th>
              <th scope="col">{words.heads.state}</th>
              <th scope="col">{words.heads.printed}</th>
              <th scope="col">{words.heads.opened}</th>
              <th scope="col">{words.heads.until}</th>
              <th scope="col">{words.heads.devices}</th>
              <th>
                <span class="unseen">{words.printOne}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <PadRow height={drawn.before} />
            {drawn.items.map(({ index }) => {
              const row = shown[index];
              return (
                row && (
                  <CardRow
                    key={row.id}
                    row={row}
                    index={index}
                    card={cardOf(row.id)}
                    hubNow={hubNow}
                    moment={moment}
                    timeZone={session.timeZone}
                    chosen={chosen.has(row.id)}
                    locked={offline || cards.list === null || cards.working}
                    onChoose={() => toggle(row.id)}
                    onPrint={() => setPrinting([row.id])}
                    onRevoke={() => setRevoking([row.id])}
                    onSpeak={() => actions.speak(row.id)}
                  />
                )
              );
            })}
            <PadRow height={drawn.after} />
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">{rows.length === 0 ? t().roster.empty : t().roster.nothingFound}</p>}
      </div>
      {printing && (
        <PrintDialog
          points={printing}
          address={cards.address}
          name={printing.length === 1 && printing[0] ? nameOf(printing[0]) : null}
          ending={endedBy(printing.map(cardOf), hubNow)}
          session={session}
          hubNow={hubNow}
          onPrint={actions.print}
          onClose={() => setPrinting(null)}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={
            revoking.length === 1 && revoking[0]
              ? words.revokeTitleOne(nameOf(revoking[0]))
              : words.revokeTitle(num(ending.cards))
          }
          body={words.revokeBody(num(ending.devices))}
          confirm={words.revokeOne}
          cancel={t().cancel}
          danger
          onConfirm={() => actions.revokeCards(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
      {cards.spoken && (
        <SpokenCodeDialog
          spoken={cards.spoken}
          address={cards.address}
          name={nameOf(cards.spoken.pointId)}
          timeZone={session.timeZone}
          onCopy={actions.copy}
          onClose={actions.forgetSpoken}
        />
      )}
    </div>
  );
}

interface CardRowProps {
  readonly row: PointRow;
  readonly index: number;
  readonly card: CardState;
  readonly hubNow: number;
  readonly moment: (at: number | null) => string;
  readonly timeZone: string;
  readonly chosen: boolean;
  readonly locked: boolean;
  readonly onChoose: () => void;
  readonly onPrint: () => void;
  readonly onRevoke: () => void;
  readonly onSpeak: () => void;
}

function CardRow({ row, index, card, hubNow, moment, timeZone, chosen, locked, ...on }: CardRowProps) {
  const words = t().cards;
  const kind = filterOf(card, hubNow);
  const state =
    kind !== 'closed' ? words.state[kind] : card.revokedAt === null ? words.state.expired : words.state.revoked;
  const devices = [
    card.devices > 0 ? words.byCard(card.devices) : '',
    card.otherDevices > 0 ? words.otherwise(card.otherDevices) : '',
  ];
  const act = (label: string, press: () => void, disabled = locked) => (
    <button
      type="button"
      class="linkbtn quiet"
      disabled={disabled}
      aria-label={words.rowAct(label, row.name)}
      onClick={press}
    >
      {label}
    </button>
  );
  return (
    <tr aria-rowindex={index + 2} class={chosen ? 'chosen' : ''}>
      <td>
        <input type="checkbox" aria-label={words.select(row.name)} checked={chosen} onChange={on.onChoose} />
      </td>
      <td class="dim">{row.id}</td>
      <td title={row.name}>
        <b>{row.name}</b>
      </td>
      <td class="dim" title={row.area}>
        {areaName(row.area)}
      </td>
      <td class={kind === 'opened' ? '' : kind === 'unopened' ? 'card-open' : 'dim'}>{state}</td>
      <td class="dim">{moment(card.printedAt)}</td>
      <td class="dim">{moment(card.openedAt)}</td>
      <td class="dim">{card.expiresAt === null ? '' : calendarDay(card.expiresAt, timeZone)}</td>
      <td class="dim">{devices.filter(Boolean).join(', ')}</td>
      <td class="row-acts">
        {act(words.readCode, on.onSpeak)}
        {act(words.revokeOne, on.onRevoke, locked || endedBy([card], hubNow).cards === 0)}
        {act(card.printedAt === null ? words.printOne : words.reprintOne, on.onPrint)}
      </td>
    </tr>
  );
}

function noCard(pointId: PointId): CardState {
  return {
    pointId,
    printedAt: null,
    expiresAt: null,
    revokedAt: null,
    openedAt: null,
    devices: 0,
    otherDevices: 0,
  };
}
