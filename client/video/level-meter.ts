/** The ends of the scale that people see. */
const FLOOR_DB = -75;
const TOP_DB = -10;
/** -100 dB. */
const DEAD = 1e-5;

/** Loudness of a stretch of samples (-1 to 1), 0 to 100. */
export function levelOf(samples: Float32Array): number {
  let square = 0;
  for (const sample of samples) square += sample * sample;
  const decibel = 20 * Math.log10(Math.sqrt(square / Math.max(1, samples.length)) || 1e-9);
  return Math.round(Math.min(100, Math.max(0, (100 * (decibel - FLOOR_DB)) / (TOP_DB - FLOOR_DB))));
}

/** Prefixed in Safari before 14.1. */
type Context = typeof AudioContext;

/** How loud one track of sound is. */
export class LevelMeter {
  #context: AudioContext | null = null;
  #track: MediaStreamTrack | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #samples = new Float32Array(2_048);

  /** To be called from a tap: browsers let no page listen or sound before one. */
  wake(): void {
    const Made = window.AudioContext ?? (window as unknown as { webkitAudioContext?: Context }).webkitAudioContext;
    if (this.#context === null && Made !== undefined) {
      this.#context = new Made();
      this.#connect();
    }
    // Rejected where the browser still will not; the next tap asks again.
    this.#context?.resume().catch(() => undefined);
  }

  listen(track: MediaStreamTrack | null): void {
    this.#track = track;
    this.#connect();
  }

  #connect(): void {
    this.#source?.disconnect();
    this.#source = null;
    this.#analyser = null;
    if (this.#track === null || this.#context === null) return;
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = this.#samples.length;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([this.#track]));
    this.#source.connect(analyser);
    this.#analyser = analyser;
  }

  /** Null where the browser does not let the page listen yet. */
  level(): number | null {
    if (this.#analyser === null || this.#context?.state !== 'running') return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return levelOf(this.#samples);
  }

  /** Whether anything at all comes in: a dead microphone gives zeros, a silent room does not. Null: not known. */
  isAlive(): boolean | null {
    if (this.level() === null) return null;
    return this.#samples.some((sample) => Math.abs(sample) > DEAD);
  }

  close(): void {
    this.listen(null);
    const context = this.#context;
    this.#context = null;
    context?.close().catch(() => undefined);
  }
}
