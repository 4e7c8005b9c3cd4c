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
import { hiddenBy, mutedBy, mutedFromAfar, SILENT, type MicrophoneRule } from './microphone-policy.ts';
import type { Stat } from './sample.ts';

/** On a weak line the browser gives the sound its share first. */
const PUBLISHED: Record<DeviceKind, TrackPublishOptions> = {
  microphone: { source: Track.Source.Microphone, audioPreset: { maxBitrate: 32_000, priority: 'high' } },
  camera: {
    source: Track.Source.Camera,
    videoEncoding: { ...VideoPresets.h720.encoding, maxFramerate: 25, priority: 'low' },
  },
};

/** Who keeps the sound or the picture from the others; one for all rooms that the point is in. */
export type OwnRules = Readonly<Record<DeviceKind, Signal<MicrophoneRule>>> & {
  /** The picture gives way to the sound: the line does not carry both. */
  readonly spared: Signal<boolean>;
};

/** A picture waits for no turn. */
const SHOWN: MicrophoneRule = { mustMute: false, staffMuted: false, selfMuted: false };

export const ownRules = (): OwnRules => ({ camera: signal(SHOWN), microphone: signal(SILENT), spared: signal(false) });

/** What the server opened against the rule: the hub's own word may be on its way. */
const DOUBT_MS = 1_500;

interface OwnMediaPorts {
  readonly capture: Capture;
  readonly rules: OwnRules;
  readonly timing: Timing;
  /** Whether anything is to be sent in this room now. */
  readonly wanted: ReadonlySignal<boolean>;
}

/** The point's picture and sound in one room: there as long as the devices and the room are, silent by the hub's rule. */
export class OwnMedia {
  readonly #ports: OwnMediaPorts;
  readonly #sent: Record<DeviceKind, LocalTrack | null> = { camera: null, microphone: null };
  readonly #work: Record<DeviceKind, Promise<void>> = { camera: Promise.resolve(), microphone: Promise.resolve() };
  #room: Room | null = null;
  /** A change of ours is under way: what the room says of it is no news. */
  #acting: DeviceKind | null = null;

  constructor(ports: OwnMediaPorts) {
    this.#ports = ports;
    const { capture, rules, wanted } = ports;
    // Sound first: on a line that carries one of the two it is the one.
    for (const kind of ['microphone', 'camera'] as const) {
      effect(() => {
        void capture.tracks[kind].value;
        void rules[kind].value;
        if (kind === 'camera') void rules.spared.value;
        void wanted.value;
        this.#settle(kind);
      });
    }
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
      .on(RoomEvent.ParticipantPermissionsChanged, begin)
      .on(RoomEvent.TrackMuted, (publication, { isLocal }) => this.#heard(isLocal, publication.source, true))
      .on(RoomEvent.TrackUnmuted, (publication, { isLocal }) => this.#heard(isLocal, publication.source, false))
      .on(RoomEvent.Disconnected, () => {
        this.#forget('microphone');
        this.#forget('camera');
      });
  }

  /** What the browser measures of each sender; empty where nothing is sent. */
  async reports(): Promise<Record<DeviceKind, readonly Stat[]>> {
    const of = async (kind: DeviceKind): Promise<readonly Stat[]> => {
      const report = await this.#sent[kind]?.getRTCStatsReport();
      const stats: Stat[] = [];
      // Older browsers' reports do not say which layers are switched off; what was set does.
      const encodings = this.#sent[kind]?.sender?.getParameters().encodings ?? [];
      const isOff = encodings.length > 0 && encodings.every(({ active }) => active === false);
      report?.forEach((stat: Stat) => stats.push(isOff && stat['type'] === OUT ? { ...stat, active: false } : stat));
      return stats;
    };
    return { camera: await of('camera'), microphone: await of('microphone') };
  }

  /** The server, on somebody's order, or the library, when a device has ended. */
  #heard(isLocal: boolean, source: Track.Source, muted: boolean): void {
    const kind = source === Track.Source.Camera ? 'camera' : source === Track.Source.Microphone ? 'microphone' : null;
    if (!isLocal || kind === null || kind === this.#acting) return;
    if (this.#sent[kind]?.mediaStreamTrack.readyState === 'ended') return;
    const rule = this.#ports.rules[kind];
    if (muted) rule.value = mutedFromAfar(rule.peek());
    else this.#ports.timing.after(DOUBT_MS, () => this.#settle(kind));
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
    const { capture, wanted } = this.#ports;
    const device = wanted.peek() ? capture.tracks[kind].peek() : null;
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
    const { rules } = this.#ports;
    const rule = rules[kind].peek();
    const muted = (kind === 'camera' ? hiddenBy(rule, rules.spared.peek()) : mutedBy(rule)) !== null;
    if (muted === track.isMuted) return;
    this.#acting = kind;
    try {
      await (muted ? track.mute() : track.unmute());
    } finally {
      this.#acting = null;
    }
  }
}

const OUT = 'outbound-rtp';
const DEVICE_OF = new WeakMap<LocalTrack, MediaStreamTrack>();

function trackOf(kind: DeviceKind, device: MediaStreamTrack): LocalTrack {
  if (kind === 'camera') return new LocalVideoTrack(device);
  // A copy, so that the point's own meter still hears a microphone that is closed to the others.
  const copy: unknown = new LocalAudioTrack(device.clone());
  // The library's own types of the two do not fit each other under exact optional properties.
  return copy as LocalTrack;
}
