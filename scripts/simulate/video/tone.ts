import type { AudioFrame, AudioSource } from '@livekit/rtc-node';

const RATE = 48_000;
/** What LiveKit's source takes without a queue of its own, which would cost more than the tone: 10 ms a time. */
const PER_FRAME = RATE / 100;
const FRAME_MS = 10;
const TICK_MS = 40;
const LOUDNESS = 9_000;
/** Loud for a while, then soft, as speech is: LiveKit tells of a level only when it changes. */
const [LOUD_FRAMES, SOFT_FRAMES, SOFT] = [150, 100, 0.25];

/** A tone into a source, while somebody speaks. */
export class Tone {
  readonly #source: AudioSource;
  readonly #newFrame: () => AudioFrame;
  readonly #hertz: number;
  #timer: NodeJS.Timeout | null = null;
  #played = 0;

  constructor(source: AudioSource, newFrame: () => AudioFrame, hertz: number) {
    this.#source = source;
    this.#newFrame = newFrame;
    this.#hertz = hertz;
  }

  static frame(of: typeof AudioFrame): AudioFrame {
    return of.create(RATE, 1, PER_FRAME);
  }

  static source(of: typeof AudioSource): AudioSource {
    return new of(RATE, 1, 0);
  }

  start(): void {
    if (this.#timer !== null) return;
    const startedAt = performance.now();
    const already = this.#played;
    this.#timer = setInterval(() => {
      const due = already + Math.floor((performance.now() - startedAt) / FRAME_MS);
      while (this.#played < due) {
        this.#played += 1;
        this.#source.captureFrame(this.#next()).catch(() => {
          // The track was taken away meanwhile.
          this.stop();
        });
      }
    }, TICK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #next(): AudioFrame {
    const frame = this.#newFrame();
    const step = (2 * Math.PI * this.#hertz) / RATE;
    const begin = this.#played * PER_FRAME;
    const isLoud = this.#played % (LOUD_FRAMES + SOFT_FRAMES) < LOUD_FRAMES;
    const loudness = isLoud ? LOUDNESS : LOUDNESS * SOFT;
    for (let index = 0; index < PER_FRAME; index++) frame.data[index] = loudness * Math.sin((begin + index) * step);
    return frame;
  }
}
