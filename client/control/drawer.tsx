import type { Round } from '@hub/shared/model/session.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import { incidentCode } from '@hub/shared/view/names.ts';
import { latePoints } from '@hub/shared/view/late.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useLayoutEffect, useState } from 'preact/hooks';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { CROSS, PHONE } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { age } from '../ui/standing.ts';
import { num } from '../ui/text.ts';
import { ownerOf, upperFirst, whyOf } from '../ui/why.ts';
import type { AttentionProps } from './attention-list.tsx';
import { Contacts, Devices, Events, History, Revisions } from './drawer-sections.tsx';
import { ComposeDialog } from './instructions/compose-dialog.tsx';
import { Conversation } from './instructions/conversation.tsx';
import { MuteDialog, OpenIncidentDialog } from './incident-dialogs.tsx';
import { IncidentAct, incidentOrder, incidentTitle, isLate, isMuted, isOfPoint, NoteAct } from './incident-list.tsx';
import { attendingWords, Charge, useAttend } from '../staff/charge.tsx';
import { TrailList } from '../staff/trail-list.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RemindButton } from './late-list.tsx';
import { ReportDialog } from './report-dialog.tsx';
import type { Samples } from '../staff/samples.ts';
import { Preview } from '../staff/video/preview.tsx';
import type { VideoDesk } from '../staff/video/video-desk.ts';
import { t } from './text.ts';
import { VitalsSection } from './vitals-section.tsx';

export interface DrawerProps extends Omit<AttentionProps, 'selected' | 'onSelect'> {
  readonly row: PointRow;
  readonly ownLabel: string | null;
  /** Null while it is being fetched. */
  readonly detail: PointDetail | null;
  /** Not where the page shows them elsewhere. */
  readonly samples?: Samples;
  /** Null: the page shows no pictures now. */
  readonly video: VideoDesk | null;
  readonly onClose: () => void;
}

/** All that is known of one point, over the picture but never over the rail. */
export function Drawer(props: DrawerProps) {
  const { row, detail, samples, view, moment, actions, ownDeviceId, ownLabel, video, onClose } = props;
  const words = t();
  const [asking, setAsking] = useState<'report' | 'instruct' | 'release' | 'trail' | 'incident' | 'mute' | null>(null);
  const { round, timeZone } = view.session;
  const incidents = view.incidents.filter((incident) => isOfPoint(incident, row.id)).sort(incidentOrder);
  const { reportFor } = actions;
  const { state, since, reasons } = row.link;
  const remedy = reasons[0] === undefined ? undefined : words.remedy[reasons[0]];
  const muted = isMuted(row, moment.hubNow);
  const quiet = muted ? words.incident.mutedUntil(clockTime(row.mutedUntil ?? 0, timeZone)) : '';
  const others = attendingWords(row, ownDeviceId);
  useAttend(actions.attend, row.id, asking === 'report' ? 'report' : 'open');
  const hint = moment.stale ? words.stale.needsHub : undefined;

  // At once, not after the next painting: a drawer that is seen closes with the key.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onClose]);

  const phone = detail?.contact.phone || row.phone;
  return (
    <section class="drawer" aria-label={row.name}>
      <header>
        <div class="dhead">
          <div>
            <div class="sub">{[row.id, row.area, row.carrier].filter(Boolean).join(', ')}</div>
            <h2>{row.name}</h2>
          </div>
          <button type="button" class="iconbtn" aria-label={words.close} onClick={onClose}>
            <Icon of={CROSS} size={18} />
          </button>
        </div>
        <div class="dstate">
          <Mark state={state} size={24} decorative />
          <div>
            <div class={`w t-${state}`}>
              {words.state[state]}, {age(moment.now, since, words)}
            </div>
            <div class="y">
              {[whyOf(row, words), clockTime(since, timeZone, true), quiet].filter(Boolean).join(', ')}
            </div>
            {remedy !== undefined && <div class="y remedy">{words.tryFirst(remedy)}</div>}
          </div>
        </div>
        {others !== '' && (
          <p class="attending" role="status">
            {others}
          </p>
        )}
      </header>
      {incidents.map((incident) => (
        <div key={incident.id} class={incident.status === 'open' ? 'dsec dinc open' : 'dsec dinc'}>
          <div>
            <b>{incidentCode(incident.number)}</b>{' '}
            {incident.group ? incidentTitle(incident, view, row) : words.cause[incident.cause]},{' '}
            {age(moment.now, incident.openedAt, words)}. <b>{upperFirst(ownerOf(incident, words, ownDeviceId))}</b>{' '}
            {isLate(incident) && <b class="late-word">{words.incident.late}</b>}{' '}
            <NoteAct incident={incident} actions={actions} stale={moment.stale} />
          </div>
          <IncidentAct incident={incident} actions={actions} stale={moment.stale} as="button" />
        </div>
      ))}
      <div class="dbody">
        {video && <Preview video={video} row={row} view={view} moment={moment} actions={actions} />}
        {detail === null ? (
          <p class="dsec dim">{words.loading}</p>
        ) : (
          <>
            <History history={detail.history} now={moment.now} timeZone={timeZone} />
            {samples && <VitalsSection samples={samples} state={state} />}
            {row.undecided && <p class="dsec late">{words.undecidedTitle(num(row.undecided.present))}</p>}
            <Revisions revisions={detail.revisions} rounds={view.session.rounds} timeZone={timeZone} />
            <Devices
              row={row}
              devices={detail.devices}
              actions={actions}
              now={moment.now}
              timeZone={timeZone}
              stale={moment.stale}
            />
            <Charge
              row={row}
              desk={view.desk}
              own={{ deviceId: ownDeviceId, label: ownLabel }}
              actions={actions}
              stale={moment.stale}
            />
            <Conversation
              key={row.id}
              pointId={row.id}
              detail={detail}
              actions={actions}
              timeZone={timeZone}
              stale={moment.stale}
              ended={view.session.phase === 'ended'}
            />
            <Contacts row={row} contact={detail.contact} />
            <Events history={detail.history} timeZone={timeZone} />
          </>
        )}
      </div>
      <div class="acts">
        {phone && (
          <a class="btn" href={`tel:${phone}`}>
            <Icon of={PHONE} size={15} />
            {words.drawer.callNow}
          </a>
        )}
        {actions.remind && latePoints({ rows: [row], session: view.session }).length > 0 && (
          <RemindButton row={row} view={view} moment={moment} actions={actions} as="btn" />
        )}
        {actions.reportFor && round && (
          <button type="button" class="btn" disabled={moment.stale} title={hint} onClick={() => setAsking('report')}>
            {words.drawer.reportFor}
          </button>
        )}
        {actions.sendInstruction && view.session.phase !== 'ended' && (
          <button type="button" class="btn" disabled={moment.stale} title={hint} onClick={() => setAsking('instruct')}>
            {words.instructions.compose}
          </button>
        )}
        {actions.openIncident && view.session.phase !== 'ended' && (
          <button type="button" class="btn" disabled={moment.stale} title={hint} onClick={() => setAsking('incident')}>
            {words.incident.open}
          </button>
        )}
        {actions.mute && (
          <button
            type="button"
            class="btn"
            disabled={moment.stale}
            title={hint}
            onClick={() => (muted ? actions.mute?.(row.id, null) : setAsking('mute'))}
          >
            {muted ? words.incident.unmute : words.incident.mute}
          </button>
        )}
        {actions.trail && (
          <button type="button" class="btn" disabled={moment.stale} title={hint} onClick={() => setAsking('trail')}>
            {words.audit.title}
          </button>
        )}
        {actions.release && state !== 'left' && state !== 'absent' && (
          <button
            type="button"
            class="btn"
            disabled={moment.stale || row.devices > 0}
            title={row.devices > 0 ? words.drawer.releaseConnected : hint}
            onClick={() => setAsking('release')}
          >
            {words.drawer.release}
          </button>
        )}
      </div>
      {asking === 'report' && round && reportFor && (
        <ReportDialog
          row={row}
          round={round}
          before={presentBefore(row, detail, view.session.rounds)}
          isEnded={view.session.phase === 'ended'}
          onSend={(report) => reportFor(row.id, report)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'incident' && <OpenIncidentDialog row={row} actions={actions} onClose={() => setAsking(null)} />}
      {asking === 'mute' && (
        <MuteDialog row={row} actions={actions} hubNow={moment.hubNow} onClose={() => setAsking(null)} />
      )}
      {asking === 'instruct' && (
        <ComposeDialog view={view} actions={actions} points={[row.id]} onClose={() => setAsking(null)} />
      )}
      {asking === 'trail' && actions.trail && (
        <Dialog title={words.audit.titleOf(row.name)} wide onClose={() => setAsking(null)}>
          <TrailList words={words.audit} source={actions.trail} pointId={row.id} timeZone={timeZone} />
        </Dialog>
      )}
      {asking === 'release' && (
        <ConfirmDialog
          title={words.drawer.releaseTitle(row.name)}
          body={words.drawer.releaseBody}
          confirm={words.drawer.release}
          cancel={words.cancel}
          onConfirm={() => actions.release?.(row.id)}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}

/** What the hub holds a report against (H14): the figure of this round, else of the one before it. */
function presentBefore(row: PointRow, detail: PointDetail | null, rounds: readonly Round[]): number | null {
  if (row.headcount) return row.headcount.present;
  const before = rounds[rounds.length - 2]?.id;
  const counted = detail?.revisions.filter((one) => one.roundId === before && one.counts && !one.amendment) ?? [];
  return counted[counted.length - 1]?.present ?? null;
}
