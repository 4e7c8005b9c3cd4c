/** Why a microphone is silent to the others. */
export type MutedBy = 'policy' | 'staff' | 'self';

/** What decides over a point's microphone. */
export interface MicrophoneRule {
  /** The hub's word: not its turn to speak. */
  readonly mustMute: boolean;
  /** A technician or the control room muted it, and the person has not spoken up since. */
  readonly staffMuted: boolean;
  readonly selfMuted: boolean;
}

/** Before the hub has said anything: silent. */
export const SILENT: MicrophoneRule = { mustMute: true, staffMuted: false, selfMuted: false };

/** Null: it is open. */
export function mutedBy({ mustMute, staffMuted, selfMuted }: MicrophoneRule): MutedBy | null {
  if (mustMute) return 'policy';
  if (staffMuted) return 'staff';
  return selfMuted ? 'self' : null;
}

/** The same of a picture, which also gives way where the line carries the sound alone. Null: it is shown. */
export function hiddenBy(rule: MicrophoneRule, spared: boolean): MutedBy | 'line' | null {
  return mutedBy(rule) ?? (spared ? 'line' : null);
}

/** A turn that begins opens the microphone, whatever was pressed before it; one that ends silences it. */
export function told(rule: MicrophoneRule, mustMute: boolean): MicrophoneRule {
  if (mustMute === rule.mustMute) return rule;
  return { mustMute, staffMuted: false, selfMuted: false };
}

export function pressed(rule: MicrophoneRule): MicrophoneRule {
  if (rule.mustMute) return rule;
  return mutedBy(rule) === null ? { ...rule, selfMuted: true } : { ...rule, staffMuted: false, selfMuted: false };
}

/** The server muted it, and neither the hub's policy nor the person did. */
export function mutedFromAfar(rule: MicrophoneRule): MicrophoneRule {
  return mutedBy(rule) === null ? { ...rule, staffMuted: true } : rule;
}
