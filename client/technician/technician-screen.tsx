import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { RefObject } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { BoardProps, Selection, StaffActions } from '../control/control-props.ts';
import { Drawer } from '../control/drawer.tsx';
import { FloorPanel } from '../control/floor/floor-panel.tsx';
import { UnreadList } from '../control/instructions/instruction-panel.tsx';
import { IncidentAsk } from '../control/incident-dialogs.tsx';
import { IncidentList } from '../control/incident-list.tsx';
import { SoundSwitch, type SoundControl } from '../control/sound-switch.tsx';
import { Age } from '../ui/age.tsx';
import { clockTime } from '../ui/format.ts';
import { findKeys } from '../ui/find-keys.ts';
import { HubWarnings } from '../ui/hub-warnings.tsx';
import { Icon } from '../ui/icon.tsx';
import { SEARCH } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { Notices } from '../ui/notice.tsx';
import { rowFilter, type RowTest } from '../ui/row-filter.ts';
import { StaleBanner } from '../ui/stale-banner.tsx';
import { STATE_LETTER, WORST_FIRST } from '../ui/states.ts';
import { Switches } from '../ui/switches.tsx';
import { num, type Language } from '../ui/text.ts';
import { AssignDialog } from '../staff/assign-dialog.tsx';
import { HandoverDialog, UnreadHandovers } from '../staff/handover.tsx';
import { Listening } from '../staff/video/listen.tsx';
import type { VideoDesk } from '../staff/video/video-desk.ts';
import { VideoWall } from '../staff/video/video-wall.tsx';
import { ReadinessStrip } from '../staff/readiness.tsx';
import { colleagues, isMine, type Own } from '../staff/mine.ts';
import { t as control } from '../control/text.ts';
import { talkersOf } from '../staff/talkers.ts';
import { LinkTable, type LinkTableProps } from './link-table.tsx';
import { t } from './text.ts';

/** As in the control room: 3 the table, 4 the pictures. */
export type TechnicianLook = 'table' | 'pictures';

export interface TechnicianScreenProps
  extends Omit<BoardProps, 'rows' | 'clock' | 'selected'>, Pick<LinkTableProps, 'vitalsOf' | 'trailOf'> {
  /** Whom the hub knows this screen as ("KTV 1"); null when it carries no label. */
  readonly ownLabel: string | null;
  readonly ownDeviceId: string | null;
  /** Only the points in this technician's charge. */
  readonly mineOnly: boolean;
  readonly onMineOnly: (mineOnly: boolean) => void;
  readonly onFilter: (state: LinkState) => void;
  readonly onClearFilter: () => void;
  readonly onQuery: (query: string) => void;
  readonly video: VideoDesk | null;
  readonly look: TechnicianLook;
  readonly onLook: (look: TechnicianLook) => void;
  readonly selection: Selection | null;
  readonly actions: StaffActions;
  readonly attempt: number;
  readonly onRetry: () => void;
  readonly switchTo: (next: Language) => Promise<void>;
  readonly sound: SoundControl;
  readonly finder: RefObject<HTMLInputElement | null>;
}

export function TechnicianScreen(props: TechnicianScreenProps) {
  const { view, moment, filter, query, selection, onSelect, firstMatch, ownLabel, mineOnly } = props;
  const words = t();
  const selected = selection?.pointId ?? null;
  const row = selected === null ? undefined : view.rows.find((candidate) => candidate.id === selected);
  const { ownDeviceId, actions } = props;
  const own = useMemo((): Own => ({ deviceId: ownDeviceId, label: ownLabel }), [ownDeviceId, ownLabel]);
  const mine = view.rows.filter((candidate) => isMine(candidate, own));
  const [asking, setAsking] = useState<'assign' | 'handover' | null>(null);
  const wanted = useMemo((): RowTest => {
    const fits = rowFilter(filter, query);
    return mineOnly ? (candidate) => isMine(candidate, own) && fits(candidate) : fits;
  }, [filter, query, mineOnly, own]);
  const isNarrowed = mineOnly || filter.size > 0 || query.trim() !== '';
  const first = (): PointId | null => firstMatch.current?.() ?? null;
  return (
    <div class={moment.stale ? 'technician stale' : 'technician'}>
      {moment.stale && (
        <StaleBanner
          words={words.stale}
          stoppedAt={moment.now}
          ageMs={moment.ageMs}
          timeZone={view.session.timeZone}
          attempt={props.attempt}
          onRetry={props.onRetry}
        />
      )}
      <TechnicianBar {...props} />
      <div class="warnings" role="region" aria-label={words.warnings}>
        <HubWarnings hub={view.hub} session={view.session} words={words} />
        <ReadinessStrip view={view} moment={moment} onSelect={onSelect} />
        {props.video && <Listening video={props.video} view={view} />}
      </div>
      <section class="tools" aria-label={words.stateFilter}>
        <div class="looks" role="group" aria-label={control().looks}>
          {(['table', 'pictures'] as const).map((one) => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={props.look === one}
              onClick={() => props.onLook(one)}
            >
              {one === 'table' ? control().table : control().watch.look}
              <kbd>{one === 'table' ? '3' : '4'}</kbd>
            </button>
          ))}
        </div>
        <div class="chips" role="group" aria-label={words.stateFilter}>
          <button
            type="button"
            class="chip"
            aria-pressed={filter.size === 0 && !mineOnly}
            onClick={() => {
              props.onClearFilter();
              props.onMineOnly(false);
            }}
          >
            {words.all} <b>{num(view.totals.points)}</b>
          </button>
          {WORST_FIRST.map((state) => (
            <button
              key={state}
              type="button"
              class="chip"
              aria-pressed={filter.has(state)}
              aria-label={`${words.state[state]} ${num(view.totals.byState[state])}`}
              title={`${words.state[state]} (${STATE_LETTER[state]})`}
              onClick={() => props.onFilter(state)}
            >
              <Mark state={state} size={13} decorative />
              <b>{num(view.totals.byState[state])}</b>
            </button>
          ))}
          {(mine.length > 0 || mineOnly) && (
            <button type="button" class="chip" aria-pressed={mineOnly} onClick={() => props.onMineOnly(!mineOnly)}>
              {words.mine} <b>{num(mine.length)}</b>
            </button>
          )}
        </div>
        <span class="tool-acts">
          {actions.passPoints && isNarrowed && (
            <button
              type="button"
              class="btn sm"
              disabled={moment.stale}
              title={moment.stale ? words.stale.needsHub : undefined}
              onClick={() => setAsking('assign')}
            >
              {control().shift.passShown(num(view.rows.filter(wanted).length))}
            </button>
          )}
          {actions.leaveHandover && (
            <button
              type="button"
              class="btn sm"
              disabled={moment.stale}
              title={moment.stale ? words.stale.needsHub : undefined}
              onClick={() => setAsking('handover')}
            >
              {control().shift.handover}
            </button>
          )}
        </span>
        <label class="find">
          <Icon of={SEARCH} size={13} />
          <input
            ref={props.finder}
            type="search"
            value={query}
            placeholder={words.find}
            aria-label={words.findPoint}
            onInput={(event) => props.onQuery(event.currentTarget.value)}
            onKeyDown={findKeys({ query, onQuery: props.onQuery, first, onSelect })}
          />
          <kbd>/</kbd>
        </label>
      </section>
      <main class="main">
        {props.look === 'pictures' ? (
          <VideoWall video={props.video} view={view} wanted={wanted} selected={selected} onSelect={onSelect} />
        ) : (
          <LinkTable
            rows={view.rows}
            wanted={wanted}
            own={own}
            now={moment.now}
            timeZone={view.session.timeZone}
            vitalsOf={props.vitalsOf}
            talkers={talkersOf(view)}
            trailOf={props.trailOf}
            selected={selected}
            onSelect={onSelect}
            firstMatch={firstMatch}
          />
        )}
      </main>
      <aside class="side">
        <FloorPanel view={view} moment={moment} actions={props.actions} onSelect={onSelect} brief />
        <UnreadHandovers view={view} own={own} actions={actions} stale={moment.stale} />
        <UnreadList view={view} onSelect={onSelect} />
        <IncidentList
          view={view}
          moment={moment}
          actions={props.actions}
          ownDeviceId={props.ownDeviceId}
          selected={selected}
          onSelect={onSelect}
        />
        {row && selection && (
          <Drawer
            row={row}
            detail={selection.detail}
            view={view}
            moment={moment}
            actions={props.actions}
            ownDeviceId={props.ownDeviceId}
            ownLabel={ownLabel}
            video={props.video}
            onClose={() => onSelect(null)}
          />
        )}
      </aside>
      {asking === 'assign' && (
        <AssignDialog
          points={view.rows.filter(wanted)}
          staff={colleagues(view.desk, own.deviceId)}
          own={own}
          actions={actions}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'handover' && (
        <HandoverDialog view={view} rows={view.rows} own={own} actions={actions} onClose={() => setAsking(null)} />
      )}
      <IncidentAsk view={view} actions={actions} />
      <Notices />
    </div>
  );
}

function TechnicianBar({ view, moment, ownLabel, switchTo, sound }: TechnicianScreenProps) {
  const words = t();
  const unowned = view.incidents.filter((incident) => incident.status === 'open').length;
  const { nodes } = view.hub;
  // Where nobody decides the warning says it.
  const waiting = nodes && nodes.deciding !== 'nobody' ? nodes.waiting : 0;
  const figure = (value: string, word: string) => (
    <span class="f">
      <b>{value}</b>
      {word}
    </span>
  );
  return (
    <header class="bar">
      <h1>{words.title}</h1>
      {ownLabel !== null && <span class="dim">{ownLabel}</span>}
      <span class="figures">
        {figure(`${num(view.totals.byState.up)}/${num(view.totals.points)}`, words.up)}
        {figure(num(view.incidents.length), words.openIncidents)}
        {figure(num(unowned), words.unowned)}
        {waiting > 0 && <span class="f">{words.waitingReports(waiting)}</span>}
      </span>
      <span class="age">
        <Age moment={moment} words={words} />
      </span>
      <SoundSwitch sound={sound} />
      <Switches switchTo={switchTo} />
      <span class="clock">{clockTime(moment.hubNow, view.session.timeZone, true)}</span>
    </header>
  );
}
