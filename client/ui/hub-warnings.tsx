import type { StaffText } from '@hub/shared/text/staff-vi.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { clockTime } from './format.ts';
import { Icon } from './icon.tsx';
import { TRIANGLE_ALERT } from './icons.ts';

interface HubWarningsProps extends Pick<BoardView, 'hub' | 'session'> {
  readonly words: Pick<
    StaffText,
    | 'notSaving'
    | 'notSavingHint'
    | 'nobodyDecides'
    | 'nobodyDecidesHint'
    | 'nodesLost'
    | 'unvouched'
    | 'waitingReports'
    | 'noMedia'
    | 'noMediaHint'
    | 'mediaTitle'
    | 'mediaStale'
    | 'mediaStaleHint'
    | 'mediaTrouble'
  >;
}

/**
 * What every staff screen must say as long as it is so: the hub cannot write (G4), is cut off from the others, sees no
 * video (L14), or does not see it now (L9).
 */
export function HubWarnings({ hub, session, words }: HubWarningsProps) {
  const { media, nodes } = hub;
  return (
    <>
      {!hub.logOk && (
        <div class="hub-warning loud" role="alert">
          <Icon of={TRIANGLE_ALERT} size={20} weight={2} />
          <b>{words.notSaving}</b>
          <span>{words.notSavingHint(clockTime(hub.logFailingSince ?? hub.startedAt, session.timeZone, true))}</span>
        </div>
      )}
      {nodes?.deciding === 'nobody' && (
        <div class="hub-warning" role="alert">
          <Icon of={TRIANGLE_ALERT} size={15} weight={2} />
          <b>{words.nobodyDecides}.</b>
          <span>{cutOffWords({ hub, words })}</span>
          {!session.mediaConfigured && <b>{words.noMedia}.</b>}
        </div>
      )}
      {nodes && nodes.deciding !== 'nobody' && nodes.lost > 0 && (
        <div class="hub-warning" role="alert">
          <Icon of={TRIANGLE_ALERT} size={15} weight={2} />
          <span>{words.nodesLost(nodes.lost, nodes.members)}</span>
        </div>
      )}
      {/* Beside what is worse it is said in the same line: a desk has room for one. */}
      {!session.mediaConfigured && nodes?.deciding !== 'nobody' && (
        <div class="hub-warning" role="note">
          <Icon of={TRIANGLE_ALERT} size={15} weight={2} />
          <b>{words.noMedia}.</b>
          <span>{words.noMediaHint}</span>
        </div>
      )}
      {media.status === 'stale' && (
        <div class="hub-warning" role="alert">
          <Icon of={TRIANGLE_ALERT} size={15} weight={2} />
          <b>{words.mediaStale}.</b>
          <span>
            {words.mediaStaleHint(clockTime(media.since, session.timeZone, true), words.mediaTrouble[media.trouble])}
          </span>
        </div>
      )}
      {media.status === 'live' && media.trouble !== null && (
        <div class="hub-warning" role="note">
          <Icon of={TRIANGLE_ALERT} size={15} weight={2} />
          <b>{words.mediaTitle}:</b>
          <span>{words.mediaTrouble[media.trouble]}</span>
        </div>
      )}
    </>
  );
}

/** What it comes to, once it comes to anything. */
function cutOffWords({ hub: { nodes }, words }: Pick<HubWarningsProps, 'hub' | 'words'>): string {
  const said = [
    nodes && nodes.waiting > 0 ? `${words.waitingReports(nodes.waiting)}.` : '',
    nodes && nodes.unvouched > 0 ? words.unvouched(nodes.unvouched) : '',
  ].filter(Boolean);
  return said.length > 0 ? said.join(' ') : words.nobodyDecidesHint;
}
