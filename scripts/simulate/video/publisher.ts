import { setTimeout as delay } from 'node:timers/promises';
import type * as Rtc from '@livekit/rtc-node';
import type { LinkReason } from '@hub/shared/model/link.ts';
import type { MediaJoin, PointVideo, PointView } from '@hub/shared/protocol/down.ts';
import type { PointUp } from '@hub/shared/protocol/up.ts';
import type { Answer } from '../hub-socket.ts';
import { IDLE_SAMPLE, LineStats } from './line-stats.ts';
import { drawPicture, type Picture, type PictureSize } from './picture.ts';
import { ProgrammeLine } from './programme.ts';
import { loadRtc, muteTrack } from './rtc.ts';
import { Tone } from './tone.ts';

/** What the hub wants of a camera, and what it sees of it. */
export type Wanted = Pick<PointView, 'video' | 'link'>;
export type CameraState = 'joined' | 'left' | 'mending' | 'mended';

/** The operator's socket, as far as video needs it. */
export interface PublishingOperator {
  readonly pointId: string;
  readonly view: Wanted | null;
  joinVideo(): Promise<Answer>;
  vitals(sample: PointUp['point:vitals']): void;
}

/** A picture that is worth looking at, and the smallest that is one. */
export const LARGE: PictureSize = { width: 320, height: 180, fps: 15, grain: true };
export const SMALL: PictureSize = { width: 160, height: 90, fps: 5, grain: false };

export interface PublisherOptions {
  readonly operator: PublishingOperator;
  readonly size: PictureSize;
  /** 0 to 1: which colour and which tone are its own. */
  readonly share: number;
  /** Sends also what nobody watches, where a page would rest: for measuring. */
  readonly always?: boolean;
  readonly onState?: (state: CameraState, why: string) => void;
}

const SAMPLE_MS = 2_000;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [500, 5_000];
const VIEW_POLL_MS = 250;
const UNSEEN_MS = 8_000;
const LEAVES_WITHIN_MS = 2_000;

type Ended = 'stopped' | 'lost' | 'duplicate' | 'elsewhere' | 'not-let-in';

interface Line {
  readonly room: Rtc.Room;
  readonly joined: MediaJoin;
  readonly camera: Rtc.LocalVideoTrack;
  readonly microphone: Rtc.LocalAudioTrack;
  readonly shoot: NodeJS.Timeout;
  readonly tone: Tone;
  /** Null where the programme is in the point's own room. */
  readonly programme: ProgrammeLine | null;
  muted: boolean;
  /** Runs while the hub does not see what is sent. */
  doubt: NodeJS.Timeout | null;
}

/** A point's camera and microphone without a browser: joins with the hub's own rights, sends, obeys, says how its line is, comes back. */
export class VideoPublisher {
  readonly #options: PublisherOptions;
  readonly #picture: Picture;
  #stopping = new AbortController();
  #line: Line | null = null;
  #running: Promise<void> | null = null;
  #ending: Promise<void> = Promise.resolve();
  #restarts = 0;
  #end: ((why: Ended) => void) | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { operator, share, size } = options;
    this.#picture = drawPicture(operator.pointId, share, size);
  }

  get publishing(): boolean {
    return this.#line !== null;
  }

  start(): void {
    if (this.#running !== null) return;
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    // One time in the room ends before the next begins.
    this.#running = this.#ending.then(() => this.#run(signal));
  }

  /** Out of the room; may start again. */
  async stop(): Promise<void> {
    this.#ending = this.#running ?? this.#ending;
    this.#running = null;
    this.#stopping.abort();
    this.#end?.('stopped');
    await this.#ending;
  }

  /** The camera gives no more pictures, and says nothing of it. */
  cover(): void {
    if (this.#line !== null) clearInterval(this.#line.shoot);
  }

  /** What the hub wants of it now; to be called with each view. */
  heed({ video, link }: Wanted): void {
    const line = this.#line;
    if (line === null || video === null) return;
    if (!video.publishes || video.room !== line.joined.contribution.room || video.restarts !== this.#restarts) {
      this.#end?.('elsewhere');
    } else {
      this.#speak(line, video.air);
      line.programme?.want(video.air);
      this.#doubt(line, link.reasons, video.feed);
    }
  }

  async #run(stopping: AbortSignal): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!stopping.aborted) {
      const video = this.#options.operator.view?.video ?? null;
      if (video?.publishes !== true) {
        await pause(VIEW_POLL_MS, stopping);
        continue;
      }
      const why = await this.#once(video, stopping);
      if (why === 'stopped') return;
      if (why === 'elsewhere') waitMs = FIRST_WAIT_MS;
      else await pause(waitMs * (0.5 + 0.5 * this.#options.share), stopping);
      waitMs = why === 'lost' ? FIRST_WAIT_MS : Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  /** One time in the room, from asking for the right to its end. */
  async #once(video: PointVideo, stopping: AbortSignal): Promise<Ended> {
    const { operator, onState } = this.#options;
    const answer = await operator.joinVideo();
    if (stopping.aborted) return 'stopped';
    if (answer.ok !== true) return 'not-let-in';
    const joined = answer as unknown as MediaJoin;
    if (!joined.publishes) return 'not-let-in';
    const rtc = await loadRtc();
    const room = new rtc.Room();
    const ended = new Promise<Ended>((resolve) => {
      this.#end = resolve;
      room.once(rtc.RoomEvent.Disconnected, (reason) => {
        resolve(reason === rtc.DisconnectReason.DUPLICATE_IDENTITY ? 'duplicate' : 'lost');
      });
    });
    room.on(rtc.RoomEvent.Reconnecting, () => onState?.('mending', joined.identity));
    room.on(rtc.RoomEvent.Reconnected, () => onState?.('mended', joined.identity));
    try {
      const dynacast = this.#options.always !== true;
      await room.connect(joined.url, joined.contribution.token, { autoSubscribe: false, dynacast });
      this.#restarts = video.restarts;
      const line = await this.#publish(rtc, room, joined);
      this.#line = line;
      onState?.('joined', joined.identity);
      const latest = operator.view;
      if (latest !== null) this.heed(latest);
      const stats = this.#tell(rtc, line);
      const why = await ended;
      clearInterval(stats);
      return why;
    } catch (error) {
      onState?.('left', error instanceof Error ? error.message : String(error));
      return 'not-let-in';
    } finally {
      await this.#leave(room);
      if (!stopping.aborted) operator.vitals(IDLE_SAMPLE);
    }
  }

  async #publish(rtc: typeof Rtc, room: Rtc.Room, joined: MediaJoin): Promise<Line> {
    const { size, share } = this.#options;
    const participant = room.localParticipant;
    if (participant === undefined) throw new Error('the room has no participant of its own');
    const source = new rtc.VideoSource(size.width, size.height);
    const sound = Tone.source(rtc.AudioSource);
    const { camera, microphone, sid } = await this.#send(rtc, participant, source, sound);
    muteTrack(microphone, true);
    const shoot = setInterval(() => {
      source.captureFrame(
        new rtc.VideoFrame(this.#picture.at(new Date()), size.width, size.height, rtc.VideoBufferType.I420),
      );
    }, 1_000 / size.fps);
    const tone = new Tone(sound, () => Tone.frame(rtc.AudioFrame), 330 + 330 * share);
    const programme = joined.programme === null ? null : this.#toProgramme(rtc, source, sound);
    const line: Line = { room, joined, camera, microphone, shoot, tone, programme, muted: true, doubt: null };
    // The control room mutes by the server; what the page says of itself follows.
    room.on(rtc.RoomEvent.TrackMuted, (muted) => {
      if (muted.sid === sid) this.#speak(line, false);
    });
    return line;
  }

  /** The same picture and sound once more; without rights and room of its own until it is on air. */
  #toProgramme(rtc: typeof Rtc, source: Rtc.VideoSource, sound: Rtc.AudioSource): ProgrammeLine {
    const { operator, onState } = this.#options;
    return new ProgrammeLine({
      rtc,
      join: async () => {
        const answer = await operator.joinVideo();
        return answer.ok === true ? (answer as unknown as MediaJoin) : null;
      },
      publish: async ({ localParticipant }) => {
        if (localParticipant === undefined) throw new Error('the programme has no participant of its own');
        const { camera, microphone } = await this.#send(rtc, localParticipant, source, sound);
        return async () => {
          // Their sources go on in the point's own room.
          await camera.close(false);
          await microphone.close(false);
        };
      },
      failed: (why) => onState?.('left', why),
    });
  }

  async #send(
    rtc: typeof Rtc,
    participant: Rtc.LocalParticipant,
    source: Rtc.VideoSource,
    sound: Rtc.AudioSource,
  ): Promise<Pick<Line, 'camera' | 'microphone'> & { readonly sid: string | undefined }> {
    const { size } = this.#options;
    const camera = rtc.LocalVideoTrack.createVideoTrack('camera', source);
    const microphone = rtc.LocalAudioTrack.createAudioTrack('microphone', sound);
    const bits = BigInt(size.width * size.height * size.fps);
    const video = { maxBitrate: bits, maxFramerate: size.fps };
    await participant.publishTrack(
      camera,
      new rtc.TrackPublishOptions({ source: rtc.TrackSource.SOURCE_CAMERA, simulcast: false, videoEncoding: video }),
    );
    const { sid } = await participant.publishTrack(
      microphone,
      new rtc.TrackPublishOptions({ source: rtc.TrackSource.SOURCE_MICROPHONE, dtx: true, red: false }),
    );
    return { camera, microphone, sid };
  }

  /** The library was seen to come back from a second restart of the server with nothing in the room, and to believe it sends. */
  #doubt(line: Line, reasons: readonly LinkReason[], feed: PointVideo['feed']): void {
    const isUnseen = feed === 'live' && reasons.some((reason) => reason === 'no-video' || reason === 'hub-only');
    if (!isUnseen) {
      if (line.doubt !== null) clearTimeout(line.doubt);
      line.doubt = null;
    } else {
      line.doubt ??= setTimeout(() => this.#end?.('lost'), UNSEEN_MS);
    }
  }

  #speak(line: Line, aloud: boolean): void {
    if (line.muted === !aloud) return;
    line.muted = !aloud;
    muteTrack(line.microphone, !aloud);
    if (aloud) line.tone.start();
    else line.tone.stop();
  }

  #tell(rtc: typeof Rtc, line: Line): NodeJS.Timeout {
    const stats = new LineStats();
    const tell = async (): Promise<void> => {
      const now = performance.now();
      const session = await line.room.getRtcStats();
      if (this.#line !== line) return;
      const connected = line.room.connectionState === rtc.ConnectionState.CONN_CONNECTED;
      this.#options.operator.vitals(stats.read(session, now, { connected, muted: line.muted }));
    };
    const told = (): void => {
      tell().catch((error: unknown) => {
        // The room closed while it was asked; its end says so itself.
        if (this.#line === line) this.#options.onState?.('left', String(error));
      });
    };
    told();
    return setInterval(told, SAMPLE_MS);
  }

  async #leave(room: Rtc.Room): Promise<void> {
    const line = this.#line;
    this.#line = null;
    this.#end = null;
    if (line !== null) {
      clearInterval(line.shoot);
      line.tone.stop();
      if (line.doubt !== null) clearTimeout(line.doubt);
    }
    const closed = async (): Promise<void> => {
      await Promise.all([line?.programme?.close(), room.disconnect()]);
      await line?.camera.close();
      await line?.microphone.close();
    };
    const left = closed().catch((error: unknown) => {
      // What the library has closed by itself cannot be closed again.
      this.#options.onState?.('left', String(error));
    });
    // In the middle of mending it was seen never to answer.
    await Promise.race([left, delay(LEAVES_WITHIN_MS, undefined, { ref: false })]);
  }
}

async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined);
}
