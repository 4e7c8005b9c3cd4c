import type { RemoteTrack } from 'livekit-client';

type Ref = (element: HTMLMediaElement | null) => void;

const remote = new WeakMap<RemoteTrack, Ref>();
const local = new WeakMap<MediaStreamTrack, Ref>();

/** Shows or sounds a track in the element it is given as `ref`. */
export function playIn(track: RemoteTrack): Ref {
  let shown: HTMLMediaElement | null = null;
  return (element) => {
    if (element !== null) track.attach(element);
    else if (shown !== null) track.detach(shown);
    shown = element;
  };
}

/** The same for the same track, so that a redraw does not take it away: for a page that shows each track once. */
export const playedIn = (track: RemoteTrack): Ref => once(remote, track, () => playIn(track));

/** The point's own picture. */
export function ownPlayedIn(track: MediaStreamTrack): Ref {
  return once(local, track, () => (element) => {
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    // A browser that plays nothing by itself shows the first frame; the next tap on the page starts it.
    element.play().catch(() => undefined);
  });
}

function once<K extends object>(known: WeakMap<K, Ref>, key: K, make: () => Ref): Ref {
  const ref = known.get(key) ?? make();
  known.set(key, ref);
  return ref;
}

const FOLLOW_MS = 100;

/** Moves a bar with what `level` gives (0 to 100) while the element is on the page. */
export function levelIn(level: () => number | null): (element: HTMLElement | null) => void {
  let timer: ReturnType<typeof setInterval> | null = null;
  return (element) => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    if (element === null) return;
    timer = setInterval(() => {
      element.style.transform = `scaleX(${((level() ?? 0) / 100).toFixed(2)})`;
    }, FOLLOW_MS);
  };
}
