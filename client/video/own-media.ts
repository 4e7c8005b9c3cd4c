import {
  LocalAudioTrack,
  LocalVideoTrack,
  RoomEvent,
  Track,
  VideoPresets,
  type LocalTrack,
  type Room,
  type TrackPublishOptions,
} from 'livekit-client';
import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { Timing } from '../link/timing.ts';
import type { Capture, DeviceKind } from './capture.ts';
import { mutedBy, mutedFromAfar, pressed, SILENT, told, type MicrophoneRule } from './microphone-policy.ts';
import type { Stat } from './sample.ts';

/** On a weak line the browser gives the sound its share first. */
const PUBLISHED: Record<DeviceKind, TrackPublishOptions> = {
  microphone: { source: Track.Source.Microphone, audioPreset: { maxBitrate: 32_000, priority: 'high' } },
  camera: {
    source: Track.Source.Camera,
    videoEncoding: { ...VideoPresets.h720.encoding, maxFramerate: 25, priority: 'low' },
  },
};

const OPEN: MicrophoneRule = { mustMute: false, staffMuted: false, selfMuted: false };

/** What the server opened against the rule: the hub's own word may be on its way. */
const DOUBT_MS = 1_500;

/** The point's picture and sound in its room: there as long as the devices and the room are, silent by the hub's rule. */
export class OwnMedia {
  readonly #capture: Capture;
  readonly #timing: Timing;
  readonly #rules: Record<DeviceKind, Signal<MicrophoneRule>> = { camera: signal(OPEN), microphone: signal(SILENT) };
  readonly #sent: Record<DeviceKind, LocalTrack | null> = { camera: null, microphone: null };
  readonly #work: Record<DeviceKind, Promise<void>> = { camera: Promise.resolve(), microphone: Promise.resolve() };
  readonly #stop: () => void;
  #room: Room | null = null;
  /** A change of ours is under way: what the room says of it is no news. */
  #acting: DeviceKind | null = null;

  constructor(capture: Capture, timing: Timing) {
    this.#capture = capture;
    this.#timing = timing;
    // Sound first: on a line that carries one of the two it is the one.
    const stops = (['microphone', 'camera'] as const).map((kind) =>
      effect(() => {
        void capture.tracks[kind].value;
        this.#settle(kind);
      }),
    );
    this.#stop = () => stops.forEach((stop) => stop());
  }

  /** Who keeps the sound or the picture from the others. */
  rule(kind: DeviceKind): ReadonlySignal<MicrophoneRule> {
    return this.#rules[kind];
  }

  close(): void {
    this.#stop();
    this.#forget('microphone');
    this.#forget('camera');
    this.#room = null;
  }

  /** The hub's word on whether the point may be heard. */
  told(mustMute: boolean): void {
    this.#decide('microphone', told(this.#rules.microphone.peek(), mustMute));
  }

  press(kind: DeviceKind): void {
    this.#decide(kind, pressed(this.#rules[kind].peek()));
  }

  /** All anew: devices, and what is sent of them. */
  async restart(): Promise<void> {
    await this.#capture.reopen();
  }

  /** Of a room that is about to be entered. */
  attend(room: Room): void {
    this.#forget('microphone');
    this.#forget('camera');
    this.#room = room;
    const begin = (): void => {
      this.#settle('microphone');
      this.#settle('camera');
    };
    room
      .on(RoomEvent.Connected, begin)
      .on(RoomEvent.Reconnected, begin)
      .on(RoomEvent.TrackMuted, (publication, { isLocal }) => this.#heard(isLocal, publication.source, true))
      .on(RoomEvent.TrackUnmuted, (publication, { isLocal }) => this.#heard(isLocal, publication.source, false));
  }

  /** What the browser measures of each sender; empty where nothing is sent. */
  async reports(): Promise<Record<DeviceKind, readonly Stat[]>> {
    const of = async (kind: DeviceKind): Promise<readonly Stat[]> => {
      const report = await this.#sent[kind]?.getRTCStatsReport();
      const stats: Stat[] = [];
      report?.forEach((stat: Stat) => stats.push(stat));
      return stats;
    };
    return { camera: await of('camera'), microphone: await of('microphone') };
  }

  #decide(kind: DeviceKind, rule: MicrophoneRule): void {
    if (rule === this.#rules[kind].peek()) return;
    this.#rules[kind].value = rule;
    this.#settle(kind);
  }

  /** The server, on somebody's order, or the library, when a device has ended. */
  #heard(isLocal: boolean, source: Track.Source, muted: boolean): void {
    const kind = source === Track.Source.Camera ? 'camera' : source === Track.Source.Microphone ? 'microphone' : null;
    if (!isLocal || kind === null || kind === this.#acting) return;
    if (this.#sent[kind]?.mediaStreamTrack.readyState === 'ended') return;
    if (muted) this.#rules[kind].value = mutedFromAfar(this.#rules[kind].peek());
    else this.#timing.after(DOUBT_MS, () => this.#settle(kind));
  }

  /** Brings what is sent in line with the devices and the rule, one step after the other. */
  #settle(kind: DeviceKind): void {
    this.#work[kind] = this.#work[kind]
      .then(() => this.#send(kind))
      .catch(() => {
        // The room went away meanwhile, or refused: the next room, or the next change, tries again.
      });
  }

  async #send(kind: DeviceKind): Promise<void> {
    const room = this.#room;
    if (room === null || room.localParticipant.permissions?.canPublish === false) return;
    if (room.state !== 'connected') return;
    const device = this.#capture.tracks[kind].peek();
    const sent = this.#sent[kind];
    if (sent !== null && DEVICE_OF.get(sent) !== device) {
      this.#forget(kind);
      await room.localParticipant.unpublishTrack(sent);
    }
    if (device === null || device.readyState === 'ended') return;
    let track = this.#sent[kind];
    if (track === null) {
      track = trackOf(kind, device);
      this.#sent[kind] = track;
      DEVICE_OF.set(track, device);
      await this.#mute(kind, track);
      try {
        await room.localParticipant.publishTrack(track, PUBLISHED[kind]);
      } catch (error) {
        this.#forget(kind);
        throw error;
      }
    }
    await this.#mute(kind, track);
  }

  #forget(kind: DeviceKind): void {
    const sent = this.#sent[kind];
    this.#sent[kind] = null;
    // The copy; the camera is the capture's own.
    if (kind === 'microphone') sent?.mediaStreamTrack.stop();
  }

  async #mute(kind: DeviceKind, track: LocalTrack): Promise<void> {
    const muted = mutedBy(this.#rules[kind].peek()) !== null;
    if (muted === track.isMuted) return;
    this.#acting = kind;
    try {
      await (muted ? track.mute() : track.unmute());
    } finally {
      this.#acting = null;
    }
  }
}

const DEVICE_OF = new WeakMap<LocalTrack, MediaStreamTrack>();

function trackOf(kind: DeviceKind, device: MediaStreamTrack): LocalTrack {
  if (kind === 'camera') return new LocalVideoTrack(device);
  // A copy, so that the point's own meter still hears a microphone that is closed to the others.
  const copy: unknown = new LocalAudioTrack(device.clone());
  // The library's own types of the two do not fit each other under exact optional properties.
  return copy as LocalTrack;
}
