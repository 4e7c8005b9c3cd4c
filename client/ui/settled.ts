import { useEffect, useState } from 'preact/hooks';

/** Longer than a slow double click. */
export const SETTLE_MS = 1_000;

/**
 * Whether the button that stands here has stood here long enough to be meant. One that takes the place of another, because
 * of this press or of a colleague's, must not be pressed by a finger that was already on its way.
 */
export function useSettled(standing: string): boolean {
  const [settled, setSettled] = useState(standing);
  useEffect(() => {
    if (settled === standing) return undefined;
    const timer = setTimeout(() => setSettled(standing), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [standing, settled]);
  return settled === standing;
}

/** Pixels that a finger moves in a double click. */
const SAME_PLACE = 10;
let last = { at: -Infinity, x: 0, y: 0 };

/** Whether a click is the second of a double click, whatever has come to stand there since: a list that moved up does not take it. */
export function isSecondPress({ timeStamp, detail, clientX, clientY }: MouseEvent): boolean {
  // By the keyboard.
  if (detail === 0) return false;
  const isSecond =
    timeStamp - last.at < SETTLE_MS &&
    Math.abs(clientX - last.x) < SAME_PLACE &&
    Math.abs(clientY - last.y) < SAME_PLACE;
  last = { at: timeStamp, x: clientX, y: clientY };
  return isSecond;
}
