import type { RosterLine } from '@hub/shared/model/point.ts';
import type { AccessList, NodesStatus } from '@hub/shared/protocol/down.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import type { Moment } from '../control/control-props.ts';
import { Age } from '../ui/age.tsx';
import { clockTime } from '../ui/format.ts';
import { HubWarnings } from '../ui/hub-warnings.tsx';
import { Notices } from '../ui/notice.tsx';
import { StaleBanner } from '../ui/stale-banner.tsx';
import { Switches } from '../ui/switches.tsx';
import type { TrailSource } from '../staff/trail.ts';
import { AccessPage } from './access-list.tsx';
import { AuditPage } from './audit-page.tsx';
import { AreaMapPanel, type AreaMapDesk } from './area-map.tsx';
import type { CardActions, CardsView } from './cards-desk.ts';
import { CardsPage } from './cards-page.tsx';
import type { AdminActions, ImportStage, Minted } from './admin-props.ts';
import { ImportPreviewPage } from './import-preview.tsx';
import { NodesPage } from './nodes-page.tsx';
import { PointForm } from './point-form.tsx';
import { RosterList } from './roster-list.tsx';
import { SessionCard } from './session-card.tsx';
import { switchTo, t } from './text.ts';

export const ADMIN_TABS = ['session', 'roster', 'cards', 'access', 'audit', 'nodes'] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];

/** `add`: a blank form; a line: that point's form. */
export type Editing = { readonly kind: 'add' } | { readonly kind: 'edit'; readonly line: RosterLine };

export interface AdminScreenProps {
  readonly view: BoardView;
  readonly moment: Moment;
  readonly attempt: number;
  readonly onRetry: () => void;
  readonly tab: AdminTab;
  readonly onTab: (tab: AdminTab) => void;
  readonly editing: Editing | null;
  readonly stage: ImportStage;
  readonly access: AccessList | null;
  readonly minted: Minted | null;
  readonly ownDeviceId: string | null;
  readonly actions: AdminActions;
  readonly areas: AreaMapDesk;
  readonly cards: CardsView;
  readonly cardActions: CardActions;
  readonly trail: TrailSource;
  /** Null while it is being fetched. */
  readonly nodes: NodesStatus | null;
}

export function AdminScreen(props: AdminScreenProps) {
  const { view, moment, tab, stage, editing, actions } = props;
  const words = t();
  const [trailOf, setTrailOf] = useState<string | null>(null);
  const { session, totals } = view;
  const distinct = (key: 'area' | 'block' | 'carrier' | 'technician'): string[] =>
    [...new Set(view.rows.map((row) => row[key]))].filter((value) => value !== '');
  return (
    <div class={moment.stale ? 'admin stale' : 'admin'}>
      {moment.stale && (
        <StaleBanner
          words={words.stale}
          stoppedAt={moment.now}
          ageMs={moment.ageMs}
          timeZone={session.timeZone}
          attempt={props.attempt}
          onRetry={props.onRetry}
        />
      )}
      <header class="admin-bar">
        <h1>{words.product}</h1>
        <span class="clip dim">{session.title}</span>
        <nav>
          {ADMIN_TABS.map((one) => (
            <button
              key={one}
              type="button"
              class="tab"
              aria-pressed={tab === one}
              onClick={() => {
                setTrailOf(null);
                props.onTab(one);
              }}
            >
              {words.tabs[one]}
            </button>
          ))}
        </nav>
        <span class="age">
          <Age moment={moment} words={words} />
        </span>
        <Switches switchTo={switchTo} />
        <span class="clock">{clockTime(moment.hubNow, session.timeZone, true)}</span>
      </header>
      <div role="region" aria-label={words.warnings}>
        <HubWarnings hub={view.hub} session={session} words={words} />
      </div>
      <main>
        {tab === 'session' && (
          <div class="session-page">
            <SessionCard
              session={session}
              totals={totals}
              rows={view.rows}
              hubNow={moment.hubNow}
              offline={moment.stale}
              actions={actions}
              onTrail={(sessionId) => {
                setTrailOf(sessionId);
                props.onTab('audit');
              }}
            />
            <AreaMapPanel desk={props.areas} rows={view.rows} offline={moment.stale} />
          </div>
        )}
        {tab === 'roster' && stage.kind === 'none' && (
          <RosterList
            rows={view.rows}
            summoned={totals.summoned}
            offline={moment.stale}
            editable={session.phase !== 'ended'}
            actions={actions}
          />
        )}
        {tab === 'roster' && stage.kind === 'reading' && (
          <p class="empty" role="status">
            {words.import.reading}: {stage.fileName}
          </p>
        )}
        {tab === 'roster' && stage.kind === 'preview' && (
          <ImportPreviewPage stage={stage} offline={moment.stale} actions={actions} />
        )}
        {tab === 'cards' && (
          <CardsPage
            cards={props.cards}
            rows={view.rows}
            session={session}
            hubNow={moment.hubNow}
            offline={moment.stale}
            actions={props.cardActions}
          />
        )}
        {tab === 'access' && (
          <AccessPage
            access={props.access}
            rows={view.rows}
            minted={props.minted}
            ownDeviceId={props.ownDeviceId}
            hubNow={moment.hubNow}
            timeZone={session.timeZone}
            offline={moment.stale}
            actions={actions}
          />
        )}
        {tab === 'nodes' && <NodesPage nodes={props.nodes} offline={moment.stale} actions={actions} />}
        {tab === 'audit' && (
          <AuditPage
            key={trailOf}
            source={props.trail}
            session={session}
            startWith={trailOf}
            rows={view.rows}
            timeZone={session.timeZone}
          />
        )}
      </main>
      {editing && (
        <PointForm
          line={editing.kind === 'edit' ? editing.line : null}
          taken={new Set(view.rows.map((row) => row.id))}
          known={{
            area: distinct('area'),
            block: distinct('block'),
            carrier: distinct('carrier'),
            technician: distinct('technician'),
          }}
          onSave={actions.savePoint}
          onClose={actions.stopEdit}
        />
      )}
      <Notices />
    </div>
  );
}
