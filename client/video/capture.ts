import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { DeviceFault } from '@hub/shared/model/device-fault.ts';
import { deviceFault, deviceObstacle } from './device-fault.ts';
import { LevelMeter } from './level-meter.ts';

export type DeviceKind = 'camera' | 'microphone';

/** How one device stands. `gone`: it was there and was pulled out, or the system took it away. */
export type DeviceState =
  | { readonly kind: 'off' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'ready'; readonly label: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'fault'; readonly fault: DeviceFault };

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

/** 720 lines is what the highest layer carries; who can give less gives less. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
};
/** A hall with loudspeakers: without these the room hears itself. */
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const OFF: DeviceState = { kind: 'off' };

/**
 * The point's own camera and microphone, for as long as it checks them or is in a room. Each may fail alone: a point
 * without a camera is still heard.
 */
export class Capture {
  readonly states = { camera: signal<DeviceState>(OFF), microphone: signal<DeviceState>(OFF) };
  readonly tracks = {
    camera: signal<MediaStreamTrack | null>(null),
    microphone: signal<MediaStreamTrack | null>(null),
  };
  readonly #choices = signal<Readonly<Record<DeviceKind, readonly DeviceChoice[]>>>({ camera: [], microphone: [] });
  readonly #wanted: Record<DeviceKind, string | null> = { camera: null, microphone: null };
  readonly #meter = new LevelMeter();
  #isOpen = false;
  /** Rises with each question, so that the answer to an older one is put away. */
  readonly #turns: Record<DeviceKind, number> = { camera: 0, microphone: 0 };

  /** Devices to choose from; names are known once the person has allowed them. */
  get choices(): ReadonlySignal<Readonly<Record<DeviceKind, readonly DeviceChoice[]>>> {
    return this.#choices;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What the microphone hears now, 0 to 100; null where it cannot be known. Also while the others do not hear it. */
  level(): number | null {
    return this.#meter.level();
  }

  /** Whether the microphone gives anything but zeros. */
  isAlive(): boolean | null {
    return this.#meter.isAlive();
  }

  /** The person touched the page. */
  wake(): void {
    if (this.#isOpen) this.#meter.wake();
  }

  /** Best called from a tap, in which browsers let a page begin to listen. */
  async open(): Promise<void> {
    if (this.#isOpen) return this.#reopenWhatFailed();
    this.#isOpen = true;
    this.#meter.wake();
    navigator.mediaDevices?.addEventListener?.('devicechange', this.#devicesChanged);
    await this.#acquire(['camera', 'microphone']);
  }

  close(): void {
    this.#isOpen = false;
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.#devicesChanged);
    for (const kind of ['camera', 'microphone'] as const) this.#let(kind, OFF);
    this.#meter.close();
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.#wanted[kind] = id;
    if (this.#isOpen) await this.#acquire([kind]);
  }

  /** Anew from the device, as after pulling it out and in. */
  async reopen(): Promise<void> {
    if (this.#isOpen) await this.#acquire(['camera', 'microphone']);
  }

  async #reopenWhatFailed(): Promise<void> {
    this.#meter.wake();
    const failed = (['camera', 'microphone'] as const).filter((kind) => {
      const state = this.states[kind].peek().kind;
      return state === 'fault' || state === 'gone';
    });
    if (failed.length > 0) await this.#acquire(failed);
  }

  async #acquire(kinds: readonly DeviceKind[]): Promise<void> {
    const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
    const obstacle = deviceObstacle({ secure: isSecureContext, media: mediaDevices?.getUserMedia !== undefined });
    if (obstacle !== null || mediaDevices === undefined) {
      for (const kind of kinds) this.#let(kind, { kind: 'fault', fault: obstacle ?? 'unsupported' });
      return;
    }
    for (const kind of kinds) this.#let(kind, { kind: 'asking' });
    const turns = { ...this.#turns };
    const got = async (asked: readonly DeviceKind[]): Promise<DeviceFault | null> => {
      const stream = await this.#ask(mediaDevices, asked);
      if (stream instanceof MediaStream) this.#take(turns, asked, stream);
      return stream instanceof MediaStream ? null : stream;
    };
    const fail = (kind: DeviceKind, fault: DeviceFault | null): void => {
      if (fault !== null && turns[kind] === this.#turns[kind]) this.#let(kind, { kind: 'fault', fault });
    };
    // One question to the person where it can be one.
    const fault = await got(kinds);
    const isOneRefused = fault === 'refused' && kinds.length > 1 && (await isEitherBlocked());
    if (kinds.length === 1 || (fault === 'refused' && !isOneRefused)) for (const kind of kinds) fail(kind, fault);
    else if (fault !== null) for (const kind of kinds) fail(kind, await got([kind]));
    await this.#list(mediaDevices);
  }

  async #ask(mediaDevices: MediaDevices, kinds: readonly DeviceKind[]): Promise<MediaStream | DeviceFault> {
    const of = (kind: DeviceKind, usual: MediaTrackConstraints): MediaTrackConstraints | false => {
      const id = this.#wanted[kind];
      return kinds.includes(kind) && (id === null ? usual : { ...usual, deviceId: { ideal: id } });
    };
    try {
      return await mediaDevices.getUserMedia({ video: of('camera', CAMERA), audio: of('microphone', MICROPHONE) });
    } catch (error) {
      return deviceFault(error);
    }
  }

  #take(turns: Readonly<Record<DeviceKind, number>>, kinds: readonly DeviceKind[], stream: MediaStream): void {
    for (const kind of kinds) {
      const [track] = kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
      if (turns[kind] !== this.#turns[kind]) track?.stop();
      else if (track === undefined) this.#let(kind, { kind: 'fault', fault: 'none' });
      else {
        track.addEventListener('ended', () => {
          if (this.tracks[kind].peek() === track) this.#let(kind, { kind: 'gone' });
        });
        this.tracks[kind].value = track;
        this.states[kind].value = { kind: 'ready', label: track.label };
        if (kind === 'microphone') this.#meter.listen(track);
      }
    }
  }

  #let(kind: DeviceKind, state: DeviceState): void {
    this.#turns[kind] += 1;
    const track = this.tracks[kind].peek();
    this.tracks[kind].value = null;
    this.states[kind].value = state;
    track?.stop();
    if (kind === 'microphone') this.#meter.listen(null);
  }

  readonly #devicesChanged = (): void => {
    const { mediaDevices } = navigator;
    void this.#list(mediaDevices);
    // What was pulled out may be back in.
    const isMissing = ({ kind }: DeviceState): boolean => kind === 'gone';
    if (isMissing(this.states.camera.peek()) || isMissing(this.states.microphone.peek())) void this.#reopenWhatFailed();
  };

  async #list(mediaDevices: MediaDevices): Promise<void> {
    try {
      const all = await mediaDevices.enumerateDevices();
      const of = (kind: MediaDeviceKind): DeviceChoice[] =>
        all
          .filter((device) => device.kind === kind && device.deviceId !== '')
          .map(({ deviceId, label }) => ({ id: deviceId, label }));
      this.#choices.value = { camera: of('videoinput'), microphone: of('audioinput') };
    } catch {
      // A browser that does not tell: then there is nothing to choose from.
    }
  }
}

/** Whether the browser's settings shut out one of the two for good, so that the other may still be had. */
async function isEitherBlocked(): Promise<boolean> {
  try {
    const states = await Promise.all(
      ['camera', 'microphone'].map((name) => navigator.permissions.query({ name: name as PermissionName })),
    );
    return states.some(({ state }) => state === 'denied') && states.some(({ state }) => state !== 'denied');
  } catch {
    // Older browsers know no such permissions: the refusal stands for both.
    return false;
  }
}
