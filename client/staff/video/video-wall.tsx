import type { PointId } from '@hub/shared/model/ids.ts';
import { WATCHED_MAX } from '@hub/shared/model/media.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import { PointPicker } from '../../control/instructions/point-picker.tsx';
import { t } from '../../control/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Mark } from '../../ui/mark.tsx';
import type { RowTest } from '../../ui/row-filter.ts';
import { num } from '../../ui/text.ts';
import { ListenButton } from './listen.tsx';
import { isWatchable, Picture } from './picture.tsx';
import type { VideoDesk } from './video-desk.ts';

interface VideoWallProps {
  readonly video: VideoDesk;
  readonly view: BoardView;
  /** What the screen's filters let through. */
  readonly wanted: RowTest;
  readonly selected: PointId | null;
  readonly onSelect: (pointId: PointId | null) => void;
}

/** Chosen points side by side, moving, at the low layer. */
export function VideoWall({ video, ...rest }: Omit<VideoWallProps, 'video'> & { readonly video: VideoDesk | null }) {
  return video === null ? <p class="wall-empty dim">{t().watch.past}</p> : <Wall video={video} {...rest} />;
}

function Wall(props: VideoWallProps) {
  const { video, view, wanted } = props;
  const words = t().watch;
  const [choosing, setChoosing] = useState(false);
  const most = num(WATCHED_MAX);
  useEffect(() => {
    video.showWall(true);
    return () => video.showWall(false);
  }, [video]);
  const byId = new Map(view.rows.map((row) => [row.id, row]));
  const rows = video.wall.value.map((id) => byId.get(id)).filter((row) => row !== undefined);
  const filtered = view.rows.filter((row) => isWatchable(row) && wanted(row));
  const troubled = view.rows.filter((row) => isWatchable(row) && row.link.state === 'impaired');
  const take = (some: readonly PointRow[]): void => video.setWall(some.map(({ id }) => id));
  if (!view.session.mediaConfigured) return <p class="wall-empty dim">{words.off}</p>;
  return (
    <section class="video-wall" aria-label={words.wall}>
      <header>
        <span role="status">{words.chosen(num(rows.length), most)}</span>
        <button type="button" class="btn sm" onClick={() => setChoosing(true)}>
          {words.choose}
        </button>
        <button type="button" class="btn sm" disabled={filtered.length === 0} onClick={() => take(filtered)}>
          {words.shown(num(Math.min(filtered.length, WATCHED_MAX)))}
        </button>
        {troubled.length > 0 && (
          <button type="button" class="btn sm" onClick={() => take(troubled)}>
            {words.troubled} ({num(Math.min(troubled.length, WATCHED_MAX))})
          </button>
        )}
        <button type="button" class="btn sm" disabled={rows.length === 0} onClick={() => take([])}>
          {words.clear}
        </button>
      </header>
      {rows.length === 0 ? (
        <p class="wall-empty dim">{words.empty}</p>
      ) : (
        <ul class={`wall-tiles n${String(columnsFor(rows.length))}`}>
          {rows.map((row) => (
            <WallTile key={row.id} row={row} {...props} />
          ))}
        </ul>
      )}
      {choosing && (
        <Dialog
          title={words.chooseTitle(most)}
          wide
          actions={
            <button type="button" class="btn" onClick={() => setChoosing(false)}>
              {words.done}
            </button>
          }
          onClose={() => setChoosing(false)}
        >
          <PointPicker view={view} picked={new Set(video.wall.value)} onPick={(picked) => video.setWall([...picked])} />
          <p class="dim">{words.chooseMost(most)}</p>
        </Dialog>
      )}
    </section>
  );
}

/** As square as it goes: twenty-five are five by five. */
function columnsFor(count: number): number {
  return Math.min(5, Math.max(1, Math.ceil(Math.sqrt(count))));
}

function WallTile({ video, row, selected, onSelect }: VideoWallProps & { readonly row: PointRow }) {
  return (
    <li class={row.id === selected ? 'selected' : ''}>
      <Picture video={video} row={row} />
      <div class="wall-foot">
        <button type="button" class="wall-name" title={row.name} onClick={() => onSelect(row.id)}>
          <Mark state={row.link.state} size={13} />
          <span class="clip">{listName(row.name)}</span>
        </button>
        <ListenButton video={video} row={row} />
      </div>
    </li>
  );
}
