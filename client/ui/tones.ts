/** Prefixed in Safari before 14.1. */
type Context = typeof AudioContext;

let context: AudioContext | null = null;

/** Browsers let a page sound only after somebody has touched it: to be called once, when the page begins. */
export function allowTones(): void {
  const wake = (): void => {
    const Made = window.AudioContext ?? (window as unknown as { webkitAudioContext?: Context }).webkitAudioContext;
    context ??= Made === undefined ? null : new Made();
    // Rejected where the browser still will not; the next touch asks again.
    context?.resume().catch(() => undefined);
  };
  for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, wake, { passive: true });
}

/** Whether a tone would be heard now, as far as the page can know. */
export const mayToneSound = (): boolean => context?.state === 'running';

/** Short tones one after the other, Hz. Silent where the page may not sound yet. */
export function playTones(pitches: readonly number[]): void {
  if (context?.state !== 'running') return;
  let at = context.currentTime;
  for (const pitch of pitches) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    // Without a ramp at both ends a tone begins and ends with a crack.
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.22);
    at += 0.25;
  }
}
