import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import type { Moment, StaffActions } from '../../control/control-props.ts';
import { t } from '../../control/text.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { clockTime } from '../../ui/format.ts';
import { ListenButton } from './listen.tsx';
import { isUp, isWatchable, Picture, seenOf } from './picture.tsx';
import type { VideoDesk } from './video-desk.ts';

interface PreviewProps {
  readonly video: VideoDesk;
  readonly row: PointRow;
  readonly view: BoardView;
  readonly moment: Moment;
  readonly actions: StaffActions;
}

/** A point's picture and sound in its drawer, and what can be done about them from here. */
export function Preview({ video, row, view, moment, actions }: PreviewProps) {
  const words = t().watch;
  const { media } = view.hub;
  const { mediaConfigured } = view.session;
  const isWatched = mediaConfigured && isWatchable(row);
  useEffect(() => {
    video.open(isWatched ? row.id : null);
    return () => video.open(null);
  }, [video, row.id, isWatched]);
  return (
    <div class="dsec preview">
      <h3>{words.title}</h3>
      {media.status === 'stale' && (
        <p class="dim">
          {t().mediaStale}.{' '}
          {t().mediaStaleHint(clockTime(media.since, view.session.timeZone), t().mediaTrouble[media.trouble])}
        </p>
      )}
      {!mediaConfigured ? (
        <p class="dim">{words.off}</p>
      ) : isWatched ? (
        <Watched video={video} row={row} moment={moment} actions={actions} />
      ) : (
        <p class="dim">{words.otherKind}</p>
      )}
    </div>
  );
}

function Watched({ video, row, moment, actions }: Omit<PreviewProps, 'view'>) {
  const words = t().watch;
  const [asking, setAsking] = useState(false);
  const seen = seenOf(video, row);
  const isSharp = video.sharp.value;
  const isOnWall = video.wall.value.includes(row.id);
  const hint = moment.stale ? t().stale.needsHub : undefined;
  const { muteMedia, restartMedia } = actions;
  return (
    <>
      <Picture video={video} row={row} />
      {seen?.present && isUp(video) && (
        <p class="dim" role="status">
          {[words.camera[seen.camera], words.microphone[seen.microphone], row.media?.path?.toUpperCase() ?? '']
            .filter(Boolean)
            .join(', ')}
        </p>
      )}
      <div class="preview-acts">
        <ListenButton video={video} row={row} />
        <button type="button" class="btn sm" aria-pressed={isSharp} onClick={() => video.setSharp(!isSharp)}>
          {words.sharp}
        </button>
        <button type="button" class="btn sm" aria-pressed={isOnWall} onClick={() => video.toggleOnWall(row.id)}>
          {isOnWall ? words.removeFromWall : words.addToWall}
        </button>
        {muteMedia && (
          <>
            <button
              type="button"
              class="btn sm"
              disabled={moment.stale || seen?.microphone !== 'live'}
              title={hint}
              onClick={() => muteMedia(row, 'microphone')}
            >
              {words.muteSound}
            </button>
            <button
              type="button"
              class="btn sm"
              disabled={moment.stale || seen?.camera !== 'live'}
              title={hint}
              onClick={() => muteMedia(row, 'camera')}
            >
              {words.mutePicture}
            </button>
          </>
        )}
        {restartMedia && (
          <button type="button" class="btn sm" disabled={moment.stale} title={hint} onClick={() => setAsking(true)}>
            {words.restart}
          </button>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          title={words.restartTitle(row.name)}
          body={words.restartBody}
          confirm={words.restart}
          cancel={t().cancel}
          onConfirm={() => restartMedia?.(row)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
