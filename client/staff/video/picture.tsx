import type { PointRow } from '@hub/shared/view/row.ts';
import { useMemo } from 'preact/hooks';
import { playIn } from '../../video/elements.ts';
import type { Seen, StaffWatch } from '../../video/staff-watch.ts';
import { t } from '../../control/text.ts';
import type { VideoDesk } from './video-desk.ts';

/** What this screen sees of a point; null while nothing can be seen of anybody. */
export function seenOf(video: VideoDesk, { id }: Pick<PointRow, 'id'>): Seen | null {
  const part = video.part.value;
  return part.kind === 'here' ? part.watch.of(id) : null;
}

type WatchState = StaffWatch['state']['value'];

function stateOf(video: VideoDesk): WatchState | null {
  const part = video.part.value;
  return part.kind === 'here' ? part.watch.state.value : null;
}

const isMending = (video: VideoDesk): boolean => stateOf(video) === 'mending';

/** What it saw last still holds. */
export const isUp = (video: VideoDesk): boolean => stateOf(video) === 'connected' || isMending(video);

/** Its link kind sends by the video system. */
export const isWatchable = ({ linkKind }: PointRow): boolean => linkKind === 'livekit' || linkKind === 'ingress';

/** The moving picture of a point, or why there is none. */
export function Picture({ video, row }: { readonly video: VideoDesk; readonly row: PointRow }) {
  const words = t().watch;
  const seen = seenOf(video, row);
  const shows = seen !== null && isUp(video) && seen.picture !== null && seen.camera === 'live' && !seen.heldBack;
  return (
    <div class={seen?.speaking ? 'picture speaking' : 'picture'}>
      {seen?.picture && shows ? (
        <Moving track={seen.picture} label={words.pictureOf(row.name)} />
      ) : (
        <p class="dim">{whyNone(video, seen)}</p>
      )}
      {seen?.speaking && <span class="talks">{words.speaking}</span>}
      {shows && isMending(video) && <span class="mending">{words.state.mending}</span>}
    </div>
  );
}

function Moving({ track, label }: { readonly track: NonNullable<Seen['picture']>; readonly label: string }) {
  const ref = useMemo(() => playIn(track), [track]);
  return <video ref={ref} muted autoPlay playsInline aria-label={label} />;
}

function whyNone(video: VideoDesk, seen: Seen | null): string {
  const words = t().watch;
  const part = video.part.value;
  if (part.kind === 'unsupported') return words.unsupported;
  if (part.kind === 'failed') return words.notLoaded;
  if (part.kind !== 'here' || seen === null) return words.state.connecting;
  const state = part.watch.state.value;
  if (state === 'refused' || state === 'stopped' || state === 'waiting' || state === 'mending')
    return words.state[state];
  if (seen.present)
    return seen.heldBack ? words.heldBack : seen.camera === 'live' ? words.coming : words.camera[seen.camera];
  return state === 'connected' ? words.notIn : words.state.connecting;
}
