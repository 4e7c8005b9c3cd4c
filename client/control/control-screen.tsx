import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import { findKeys } from '../ui/find-keys.ts';
import { HubWarnings } from '../ui/hub-warnings.tsx';
import { Notices } from '../ui/notice.tsx';
import { rowFilter } from '../ui/row-filter.ts';
import { num } from '../ui/text.ts';
import { StaleBanner } from '../ui/stale-banner.tsx';
import { AttentionList, useAttention } from './attention-list.tsx';
import type { BoardView } from '@hub/shared/view/row.ts';
import { Bar } from './bar.tsx';
import type { GroundSource } from '../map/area-source.ts';
import type { BoardProps, Look, Moment, Panel, Selection, StaffActions } from './control-props.ts';
import { Drawer } from './drawer.tsx';
import { Figures } from './figures.tsx';
import { floorCount, FloorPanel } from './floor/floor-panel.tsx';
import { FLOOR_PART } from './floor/to-floor.ts';
import { IncidentAsk } from './incident-dialogs.tsx';
import { MapLook } from './map-look.tsx';
import { IncidentList } from './incident-list.tsx';
import { LateDialog } from './late-list.tsx';
import { KeySheet } from './palette/key-sheet.tsx';
import { Palette } from './palette/palette.tsx';
import { PointTable } from './point-table.tsx';
import { RollUpDialog } from './roll-up-dialog.tsx';
import { instructionCount, InstructionPanel } from './instructions/instruction-panel.tsx';
import { ReadinessStrip } from '../staff/readiness.tsx';
import { Listening } from '../staff/video/listen.tsx';
import type { VideoDesk } from '../staff/video/video-desk.ts';
import { VideoWall } from '../staff/video/video-wall.tsx';
import { UnreadHandovers } from '../staff/handover.tsx';
import { unreadNotes } from '../staff/mine.ts';
import { Rail } from './rail.tsx';
import type { Place } from './replay/replay.ts';
import { ReplayBanner } from './replay/replay-banner.tsx';
import { TimeStrip, type TimeStripProps } from './replay/time-strip.tsx';
import type { SoundControl } from './sound-switch.tsx';
import type { TableState } from './table/table-state.ts';
import { t } from './text.ts';
import { TileGrid } from './tile-grid.tsx';
import { Tools } from './tools.tsx';

export interface ControlScreenProps extends Omit<BoardProps, 'selected'> {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly onFilter: (state: LinkState) => void;
  readonly onClearFilter: () => void;
  readonly onQuery: (query: string) => void;
  /** All points in one state, and no others. */
  readonly onOnly: (state: LinkState) => void;
  /** How the table is set. */
  readonly table: TableState;
  readonly panel: Panel | null;
  readonly onPanel: (panel: Panel | null) => void;
  readonly selection: Selection | null;
  readonly ownDeviceId: string | null;
  /** Whom the hub knows this screen as; null without a label. */
  readonly ownLabel: string | null;
  readonly actions: StaffActions;
  readonly video: VideoDesk | null;
  readonly replay: ReplayControl;
  /** Connection attempts since the picture stopped. */
  readonly attempt: number;
  readonly onRetry: () => void;
  readonly onCopyLine: () => void;
  readonly sound: SoundControl;
  readonly finder: RefObject<HTMLInputElement | null>;
  readonly ground: GroundSource;
}

/** Where this screen stands in time, and the strip by which it goes elsewhere. */
export interface ReplayControl {
  /** Not null: `actions` is empty, and the picture is of then or on its way. */
  readonly place: Place | null;
  /** `view`, `rows` and `moment` are of then. */
  readonly isShown: boolean;
  /** The picture of now, whatever is shown, and its moment. */
  readonly live: BoardView;
  readonly liveMoment: Moment;
  readonly failed: boolean;
  readonly onLive: () => void;
  /** Null while the strip is folded away. */
  readonly strip: Omit<TimeStripProps, 'place' | 'timeZone'> | null;
  readonly onShow: () => void;
}

/** The control room: figures, the points in one of four looks, and what needs a person. Fed by props alone. */
export function ControlScreen(props: ControlScreenProps) {
  const { view, moment, selection, actions, ownDeviceId, onSelect, replay } = props;
  const { place, live, liveMoment } = replay;
  const { timeZone } = view.session;
  const selected = selection?.pointId ?? null;
  const row = selected === null ? undefined : view.rows.find((candidate) => candidate.id === selected);
  const rail = { view, moment, actions, ownDeviceId, selected, onSelect };
  const { rows, clock, filter, query, onQuery, firstMatch } = props;
  const board = { rows, clock, filter, query, selected, onSelect, firstMatch };
  const attention = useAttention(view, moment.hubNow);
  const notes = unreadNotes(view.desk, ownDeviceId).length;
  const askedOf = useMemo(() => instructionCount(view), [view]);
  const first = (): PointId | null => firstMatch.current?.() ?? null;
  return (
    <div
      class={['control', moment.stale && 'stale', place && 'past', (replay.strip || liveMoment.stale) && 'tight']
        .filter(Boolean)
        .join(' ')}
    >
      {liveMoment.stale && (
        <StaleBanner
          words={t().stale}
          stoppedAt={liveMoment.now}
          ageMs={liveMoment.ageMs}
          timeZone={timeZone}
          attempt={props.attempt}
          onRetry={props.onRetry}
        />
      )}
      {place && (
        <ReplayBanner
          at={place.at}
          hubNow={liveMoment.hubNow}
          timeZone={timeZone}
          live={live}
          failed={replay.failed}
          onLive={replay.onLive}
        />
      )}
      <Bar
        isPast={place !== null}
        view={view}
        moment={moment}
        query={query}
        onQuery={onQuery}
        onFindKey={findKeys({ query, onQuery, first, onSelect })}
        finder={props.finder}
        onCopyLine={props.onCopyLine}
        onPanel={props.onPanel}
        sound={props.sound}
        actions={actions}
      />
      <div class="warnings" role="region" aria-label={t().warnings}>
        <HubWarnings hub={view.hub} session={view.session} words={t()} />
        <ReadinessStrip view={view} moment={moment} onSelect={onSelect} />
        {props.video && <Listening video={props.video} view={view} />}
      </div>
      <Figures view={view} moment={moment} actions={actions} onPanel={props.onPanel} />
      <main class="main">
        <Tools
          totals={view.totals}
          look={props.look}
          onLook={props.onLook}
          filter={props.filter}
          onFilter={props.onFilter}
          onClear={props.onClearFilter}
          onStrip={replay.strip === null ? replay.onShow : null}
        />
        {/* Nothing of then may flash or be taken for a change of now; the map sees to it itself and stays where it is. */}
        <div class="view" key={props.look === 'map' ? 'map' : replay.isShown ? 'past' : 'live'}>
          {props.look === 'map' ? (
            <MapLook view={view} moment={moment} ground={props.ground} isPast={replay.isShown} {...board} />
          ) : props.look === 'grid' ? (
            <TileGrid {...board} />
          ) : props.look === 'pictures' ? (
            <VideoWall
              video={place ? null : props.video}
              view={view}
              wanted={rowFilter(filter, query)}
              selected={selected}
              onSelect={onSelect}
            />
          ) : (
            <PointTable view={view} ownDeviceId={ownDeviceId} table={props.table} {...board} />
          )}
        </div>
        {row && selection && (
          <Drawer
            row={row}
            detail={selection.detail}
            samples={selection.samples}
            view={view}
            moment={moment}
            actions={actions}
            ownDeviceId={ownDeviceId}
            ownLabel={props.ownLabel}
            video={place ? null : props.video}
            onClose={() => onSelect(null)}
          />
        )}
      </main>
      <Rail
        parts={[
          {
            id: 'attention',
            name: t().instructions.attentionTab,
            count: attention.count,
            mark: notes > 0 ? t().shift.unreadMark(num(notes)) : null,
            body: () => (
              <>
                <UnreadHandovers
                  view={view}
                  own={{ deviceId: ownDeviceId, label: props.ownLabel }}
                  actions={actions}
                  stale={moment.stale}
                />
                <AttentionList {...rail} attention={attention} onOnly={props.onOnly} />
                <IncidentList {...rail} />
              </>
            ),
          },
          {
            id: FLOOR_PART,
            name: t().floor.title,
            count: floorCount(view),
            body: () => <FloorPanel {...rail} video={place ? null : props.video} />,
          },
          {
            id: 'instructions',
            name: t().instructions.tab,
            count: askedOf,
            body: () => <InstructionPanel {...rail} />,
          },
        ]}
      />
      {replay.strip && <TimeStrip {...replay.strip} place={place} timeZone={live.session.timeZone} />}
      {props.panel === 'late' && (
        <LateDialog
          view={view}
          moment={moment}
          actions={actions}
          onSelect={onSelect}
          onClose={() => props.onPanel(null)}
        />
      )}
      {props.panel === 'roll-up' && (
        <RollUpDialog view={view} moment={moment} actions={actions} onClose={() => props.onPanel(null)} />
      )}
      {props.panel === 'palette' && (
        <Palette
          view={view}
          moment={moment}
          actions={actions}
          own={{ deviceId: ownDeviceId, label: props.ownLabel }}
          onSelect={onSelect}
          onLook={props.onLook}
          onCopyLine={props.onCopyLine}
          onPanel={props.onPanel}
        />
      )}
      {props.panel === 'keys' && <KeySheet onClose={() => props.onPanel(null)} />}
      <IncidentAsk view={view} actions={actions} />
      <Notices of="rest" />
    </div>
  );
}
