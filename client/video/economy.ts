/** How much of the programme a line is asked to carry. */
export type Thrift = 'full' | 'low' | 'sound-only';

/** How the server, or the browser, judges the line of this page. `unknown`: no word. */
export type LineQuality = 'good' | 'poor' | 'lost' | 'unknown';

export interface Economy {
  readonly thrift: Thrift;
  readonly quality: LineQuality;
  /** Page time since when the quality is what it is. */
  readonly since: number;
}

/** A line begins with the low layer and is given more once it has carried that. */
const RAISE_AFTER_MS = 6_000;
/** From sound alone back to a picture: later, or a weak line would go up and down. */
const PICTURE_AFTER_MS = 15_000;
const LOWER_AFTER_MS = 4_000;

export function beginThrift(now: number): Economy {
  return { thrift: 'low', quality: 'unknown', since: now };
}

/** Sound before picture: on a poor line the layer goes first, then the picture; a good one gets both back, one at a time. */
export function adjusted(before: Economy, quality: LineQuality, now: number, saveData: boolean): Economy {
  const since = quality === before.quality ? before.since : now;
  const held = now - since;
  const next = (thrift: Thrift): Economy => ({ thrift, quality, since: now });
  const { thrift } = before;
  if (quality === 'poor' || quality === 'lost') {
    if (held >= LOWER_AFTER_MS && thrift === 'full') return next('low');
    if (held >= LOWER_AFTER_MS && thrift === 'low') return next('sound-only');
  } else if (thrift === 'sound-only') {
    if (held >= PICTURE_AFTER_MS) return next('low');
  } else if (thrift === 'low' && !saveData && held >= RAISE_AFTER_MS) {
    return next('full');
  } else if (thrift === 'full' && saveData) {
    return next('low');
  }
  return { thrift, quality, since };
}
