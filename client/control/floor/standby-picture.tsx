import type { PointRow } from '@hub/shared/view/row.ts';
import { useEffect } from 'preact/hooks';
import { Picture } from '../../staff/video/picture.tsx';
import type { VideoDesk } from '../../staff/video/video-desk.ts';

/** Who is to speak next, seen before it goes on air. */
export function StandbyPicture({ video, row }: { readonly video: VideoDesk; readonly row: PointRow }) {
  useEffect(() => {
    video.prepare(row.id, true);
    return () => video.prepare(row.id, false);
  }, [video, row.id]);
  return <Picture video={video} row={row} />;
}
