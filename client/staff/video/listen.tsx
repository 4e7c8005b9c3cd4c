import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../../control/text.ts';
import { num } from '../../ui/text.ts';
import { playIn } from '../../video/elements.ts';
import type { Seen } from '../../video/staff-watch.ts';
import { LevelMeter } from '../../video/level-meter.ts';
import { seenOf } from './picture.tsx';
import type { VideoDesk } from './video-desk.ts';

export function ListenButton({ video, row }: { readonly video: VideoDesk; readonly row: PointRow }) {
  const words = t().watch;
  const isHeard = video.listening.value === row.id;
  // Of who is not in the meeting there is nothing to hear; the picture's place says so.
  const mayHear = isHeard || seenOf(video, row)?.present === true;
  return (
    <button
      type="button"
      class="btn sm"
      disabled={!mayHear}
      title={mayHear ? undefined : words.notIn}
      aria-pressed={isHeard}
      aria-label={isHeard ? words.stopListening : words.listenTo(row.name)}
      onClick={() => video.listen(isHeard ? null : row.id)}
    >
      {isHeard ? words.stopListening : words.listen}
    </button>
  );
}

/** Whom this screen hears, wherever on it that was begun: it goes on until it is ended. */
export function Listening({ video, view }: { readonly video: VideoDesk; readonly view: Pick<BoardView, 'rows'> }) {
  const words = t().watch;
  const heard = video.listening.value;
  const row = heard === null ? undefined : view.rows.find(({ id }) => id === heard);
  const sound = row && seenOf(video, row)?.sound;
  if (!row) return null;
  return (
    <div class="hub-warning listening">
      <b role="status">{words.listening(row.name)}</b>
      {sound ? <Sound sound={sound} /> : <span>{words.noSound}</span>}
      <button type="button" class="btn sm" onClick={() => video.listen(null)}>
        {words.stopListening}
      </button>
    </div>
  );
}

function Sound({ sound }: { readonly sound: NonNullable<Seen['sound']> }) {
  const ref = useMemo(() => playIn(sound), [sound]);
  return (
    <>
      <audio ref={ref} />
      <SoundLevel sound={sound} />
    </>
  );
}

const LOOK_MS = 200;

/** Whether anything comes out of what is listened to: loudspeakers may be off. */
function SoundLevel({ sound }: { readonly sound: NonNullable<Seen['sound']> }) {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    const meter = new LevelMeter();
    // The press that began to listen lets the page do so.
    meter.wake();
    meter.listen(sound.mediaStreamTrack);
    const timer = setInterval(() => setLevel(meter.level() ?? 0), LOOK_MS);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [sound]);
  return (
    <div class="sound-level" role="meter" aria-label={t().watch.level(num(level))} aria-valuenow={level}>
      <i style={{ width: `${level}%` }} />
    </div>
  );
}
