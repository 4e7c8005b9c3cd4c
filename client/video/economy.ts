/** How much of the programme a line is asked to carry. */
export type Thrift = 'full' | 'low' | 'sound-only';

/** How the server, or the browser, judges the line of this page. `unknown`: no word. */
export type LineQuality = 'good' | 'poor' | 'lost' | 'unknown';

export interface Economy {
  readonly thrift: Thrift;
  readonly quality: LineQuality;
  /** Page time since when the quality is what it is. */
  readonly since: number;
  /** How often in a row the picture had to go. */
  readonly lapses: number;
}

/** A line begins with the low layer and is given more once it has carried that. */
const RAISE_AFTER_MS = 6_000;
/** From sound alone back to a picture: later, and later each time it was in vain, or a weak line would go up and down. */
const PICTURE_AFTER_MS = 15_000;
const LONGEST_PICTURE_AFTER_MS = 120_000;
const LOWER_AFTER_MS = 4_000;

/** What is sent over a line that carries not even the low layer beside the sound: every picture delays every word. */
const SPARE_AFTER_MS = 8_000;
/** It has carried both for so long: what went before no longer counts. */
const WELL_AFTER_MS = 30_000;

/** Of a point's own picture. */
export interface Uplink {
  /** The picture gives way to the sound. */
  readonly spared: boolean;
  readonly isStrained: boolean;
  /** Page time since when it is so, or the picture has gone or come. */
  readonly since: number;
  readonly lapses: number;
}

export function beginUplink(now: number): Uplink {
  return { spared: false, isStrained: false, since: now, lapses: 0 };
}

export function sparing(before: Uplink, isStrained: boolean, now: number): Uplink {
  const since = isStrained === before.isStrained ? before.since : now;
  const held = now - since;
  const { spared, lapses } = before;
  if (!spared && isStrained && held >= SPARE_AFTER_MS) {
    return { spared: true, isStrained, since: now, lapses: lapses + 1 };
  }
  if (spared && !isStrained && held >= pictureAfter(lapses)) return { spared: false, isStrained, since: now, lapses };
  const isWell = !spared && !isStrained && held >= WELL_AFTER_MS;
  return { spared, isStrained, since, lapses: isWell ? 0 : lapses };
}

function pictureAfter(lapses: number): number {
  return Math.min(LONGEST_PICTURE_AFTER_MS, PICTURE_AFTER_MS * 2 ** Math.max(0, lapses - 1));
}

export function beginThrift(now: number): Economy {
  return { thrift: 'low', quality: 'unknown', since: now, lapses: 0 };
}

/** Sound before picture: on a poor line the layer goes first, then the picture; a good one gets both back, one at a time. */
export function adjusted(before: Economy, quality: LineQuality, now: number, saveData: boolean): Economy {
  const since = quality === before.quality ? before.since : now;
  const held = now - since;
  const { thrift, lapses } = before;
  const next = (to: Thrift): Economy => ({
    thrift: to,
    quality,
    since: now,
    lapses: to === 'full' ? 0 : to === 'sound-only' ? lapses + 1 : lapses,
  });
  if (quality === 'poor' || quality === 'lost') {
    if (held >= LOWER_AFTER_MS && thrift === 'full') return next('low');
    if (held >= LOWER_AFTER_MS && thrift === 'low') return next('sound-only');
  } else if (thrift === 'sound-only') {
    if (held >= pictureAfter(lapses)) return next('low');
  } else if (thrift === 'low' && !saveData && held >= RAISE_AFTER_MS) {
    return next('full');
  } else if (thrift === 'full' && saveData) {
    return next('low');
  }
  return { thrift, quality, since, lapses };
}
