import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { RefObject } from 'preact';
import { findKeys } from '../ui/find-keys.ts';
import { HubWarnings } from '../ui/hub-warnings.tsx';
import { Notices } from '../ui/notice.tsx';
import { StaleBanner } from '../ui/stale-banner.tsx';
import { AttentionList } from './attention-list.tsx';
import { Bar } from './bar.tsx';
import type { AreaSource } from '../map/area-source.ts';
import type { BoardProps, Look, Panel, Selection, StaffActions } from './control-props.ts';
import { Drawer } from './drawer.tsx';
import { Figures } from './figures.tsx';
import { floorCount, FloorPanel } from './floor/floor-panel.tsx';
import { FLOOR_PART } from './floor/to-floor.ts';
import { MapLook } from './map-look.tsx';
import { IncidentList } from './incident-list.tsx';
import { LateDialog } from './late-list.tsx';
import { PointTable } from './point-table.tsx';
import { RollUpDialog } from './roll-up-dialog.tsx';
import { instructionCount, InstructionPanel } from './instructions/instruction-panel.tsx';
import { ReadinessStrip } from '../staff/readiness.tsx';
import { UnreadHandovers } from '../staff/handover.tsx';
import { unreadNotes } from '../staff/mine.ts';
import { Rail } from './rail.tsx';
import type { SoundControl } from './sound-switch.tsx';
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
  readonly panel: Panel | null;
  readonly onPanel: (panel: Panel | null) => void;
  readonly selection: Selection | null;
  readonly ownDeviceId: string | null;
  /** Whom the hub knows this screen as; null without a label. */
  readonly ownLabel: string | null;
  readonly actions: StaffActions;
  /** Connection attempts since the picture stopped. */
  readonly attempt: number;
  readonly onRetry: () => void;
  readonly onCopyLine: () => void;
  readonly sound: SoundControl;
  readonly finder: RefObject<HTMLInputElement | null>;
  readonly areas: AreaSource;
}

/** The control room: figures, the points in one of three looks, and what needs a person. Fed by props alone. */
export function ControlScreen(props: ControlScreenProps) {
  const { view, moment, selection, actions, ownDeviceId, onSelect } = props;
  const selected = selection?.pointId ?? null;
  const row = selected === null ? undefined : view.rows.find((candidate) => candidate.id === selected);
  const rail = { view, moment, actions, ownDeviceId, selected, onSelect };
  const { rows, clock, filter, query, onQuery, firstMatch } = props;
  const board = { rows, clock, filter, query, selected, onSelect, firstMatch };
  const first = (): PointId | null => firstMatch.current?.() ?? null;
  return (
    <div class={moment.stale ? 'control stale' : 'control'}>
      {moment.stale && (
        <StaleBanner
          words={t().stale}
          stoppedAt={moment.now}
          ageMs={moment.ageMs}
          timeZone={view.session.timeZone}
          attempt={props.attempt}
          onRetry={props.onRetry}
        />
      )}
      <Bar
        session={view.session}
        moment={moment}
        query={query}
        onQuery={onQuery}
        onFindKey={findKeys({ query, onQuery, first, onSelect })}
        finder={props.finder}
        onCopyLine={props.onCopyLine}
        sound={props.sound}
        actions={actions}
      />
      <div class="warnings" role="region" aria-label={t().warnings}>
        <HubWarnings hub={view.hub} session={view.session} words={t()} />
        <ReadinessStrip view={view} moment={moment} onSelect={onSelect} />
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
        />
        <div class="view">
          {props.look === 'map' ? (
            <MapLook view={view} moment={moment} areas={props.areas} {...board} />
          ) : props.look === 'grid' ? (
            <TileGrid {...board} />
          ) : (
            <PointTable view={view} ownDeviceId={ownDeviceId} {...board} />
          )}
        </div>
        {row && selection && (
          <Drawer
            row={row}
            detail={selection.detail}
            view={view}
            moment={moment}
            actions={actions}
            ownDeviceId={ownDeviceId}
            ownLabel={props.ownLabel}
            onClose={() => onSelect(null)}
          />
        )}
      </main>
      <Rail
        parts={[
          {
            id: 'attention',
            name: t().instructions.attentionTab,
            count:
              view.incidents.filter(({ status }) => status === 'open').length +
              unreadNotes(view.desk, ownDeviceId).length,
            body: () => (
              <>
                <UnreadHandovers
                  view={view}
                  own={{ deviceId: ownDeviceId, label: props.ownLabel }}
                  actions={actions}
                  stale={moment.stale}
                />
                <AttentionList {...rail} onOnly={props.onOnly} />
                <IncidentList {...rail} />
              </>
            ),
          },
          {
            id: FLOOR_PART,
            name: t().floor.title,
            count: floorCount(view),
            body: () => <FloorPanel {...rail} />,
          },
          {
            id: 'instructions',
            name: t().instructions.tab,
            count: instructionCount(view),
            body: () => <InstructionPanel {...rail} />,
          },
        ]}
      />
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
      <Notices tone="error" />
    </div>
  );
}
