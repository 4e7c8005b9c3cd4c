import type { Media, MediaHealth, MediaSource, MediaTrouble } from '@hub/shared/model/media.ts';
import type { MediaIngress } from '@hub/shared/protocol/down.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { Enforcer } from './enforcer.ts';
import { Feed } from './feed.ts';
import type { ApiResult, LivekitApi } from './livekit-api.ts';
import type { Monitor } from './monitor.ts';
import type { MonitorWord } from './monitor-messages.ts';
import { isOfPoint, isRoomOf } from './names.ts';
import type { MediaNames } from './names.ts';
import { Poller } from './poller.ts';
import type { RoomListing } from './poller.ts';
import type { PublisherWord } from './seen.ts';
import { Talkers } from './talkers.ts';
import type { TokenKey } from './tokens.ts';
import { WebhookReader } from './webhook.ts';
import { ingressWord, WITNESS_POLICY } from './seen.ts';
import { Witness } from './witness.ts';
import type { Told } from './witness.ts';

/** A room that is made only so that LiveKit sends a webhook about it. */
const PROBE = 'hub-check-';
const PROBE_LASTS_S = 10;

/** Of the log, in one line. Screens have words of their own. */
const WHAT_TO_LOOK_AT: Record<MediaTrouble, string> = {
  starting: 'looking for LiveKit',
  unreachable: 'LiveKit cannot be reached: see whether it runs, and LIVEKIT_URL or LIVEKIT_API_URL',
  'wrong-key': 'LiveKit refuses the key: see LIVEKIT_API_KEY and LIVEKIT_API_SECRET',
  'clock-off': 'LiveKit’s clock and this machine’s differ: set both',
  'no-webhook': 'LiveKit’s webhooks do not arrive, changes show up to 4 s late: see webhook.urls of LiveKit',
  'no-monitor': 'the hub cannot listen in LiveKit’s rooms: nobody is marked as speaking, mutes show up to 2 s late',
};

/** What the video system asks of the hub. */
export interface MediaHub {
  readonly session: () => { readonly id: string; readonly size: number } | null;
  /** False: it could not be taken in. */
  readonly observe: (pointId: string, media: Media) => Promise<boolean>;
  /** What the hub holds of a point. */
  readonly known: (pointId: string) => Media;
  /** Said again and again: the hub takes in what is new. */
  readonly changeFeed: (feed: 'live' | 'stale', ingress: boolean) => void;
  readonly isOnAir: (pointId: string) => boolean;
  /** A meeting device sends for it. */
  readonly isIngress: (pointId: string) => boolean;
  /** What was measured of a meeting device's stream; a sample (G6). */
  readonly measured: (pointId: string, kbps: number, fps: number | null) => void;
  readonly healthChanged: () => void;
}

export interface MediaPorts {
  readonly api: LivekitApi;
  readonly key: TokenKey;
  readonly names: MediaNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hub: MediaHub;
  readonly makeId: () => string;
  /** Null: none is wanted. */
  readonly monitor: Pick<Monitor, 'want' | 'isMissing' | 'stop'> | null;
  readonly counted: (what: 'taken' | 'repeated' | 'refused') => void;
}

/** LiveKit as the hub's witness and hand: everything it says becomes a command on the one path, everything it is asked goes from here. */
export class MediaSystem {
  readonly #ports: MediaPorts;
  readonly #witness = new Witness(WITNESS_POLICY);
  readonly #feed: Feed;
  readonly #poller: Poller;
  readonly #enforcer: Enforcer;
  readonly #reader: WebhookReader;
  /** Rooms that somebody was let into. */
  readonly #wanted = new Set<string>();
  /** Participants that only watch and may no longer. */
  readonly #barred = new Set<string>();
  readonly #talkers = new Talkers();
  #pause: Disposer | null = null;
  #said = '';
  #logged = '';
  #refusedBefore = false;

  constructor(ports: MediaPorts) {
    const { api, clock, logger, hub } = ports;
    this.#ports = ports;
    this.#feed = new Feed(clock.now());
    this.#reader = new WebhookReader(ports.key);
    this.#enforcer = new Enforcer({ api, clock, logger, isOnAir: hub.isOnAir, done: () => this.#poller.soon() });
    this.#poller = new Poller({
      api,
      clock,
      feed: this.#feed,
      isOurs: (room) => isRoomOf(hub.session()?.id ?? '', room),
      wanted: () => this.#rooms(),
      listed: (listings) => this.#listed(listings),
      onBack: () => void this.#probe(),
      onSeldom: () => void this.#askForIngress(),
      onFault: (error) => logger.error({ err: error }, 'looking at LiveKit failed'),
      onTurn: () => this.#turned(),
    });
  }

  start(): void {
    this.#poller.start();
  }

  stop(): void {
    this.#poller.stop();
    this.#pause?.();
    this.#ports.monitor?.stop();
  }

  health(): MediaHealth {
    return this.#feed.health(this.#talkers.now(this.#ports.clock.now()));
  }

  /** Which participant sends for a point; null: nobody may. `begins`: what the hub remembers of it may still be true. */
  bind(
    pointId: string,
    as: { readonly identity: string; readonly room: string } | null,
    known: Media,
    begins: boolean,
  ): void {
    const before = this.#witness.currentOf(pointId);
    this.#tell(this.#witness.bind(pointId, as, known, begins ? null : this.#ports.clock.now()));
    if (before && before.identity !== as?.identity) this.#enforcer.putOut(before);
  }

  /** A device that only watched may no longer. */
  bar(sessionId: string, deviceId: string, room: string): void {
    const identity = this.#ports.names.viewer(sessionId, deviceId);
    this.#barred.add(identity);
    this.#enforcer.putOut({ room, identity, sid: '' });
  }

  says(pointId: string, word: PublisherWord): void {
    const now = this.#ports.clock.now();
    this.#witness.says(pointId, word, now);
    this.#tell(this.#witness.changes(now, [pointId]));
  }

  /** What the hub's own listener heard. */
  heard(word: MonitorWord): void {
    const now = this.#ports.clock.now();
    if (word.kind === 'speaking') {
      const pointIds = word.identities.map((identity) => this.#witness.pointOf(identity));
      this.#talkers.hear(word.room, new Set(pointIds.filter((id) => id !== undefined)), now);
      return this.#turned();
    }
    const { identity, room } = word;
    if (word.kind === 'quality') this.#witness.judged(identity, room, word.level, now);
    else if (!this.#witness.muted(identity, room, word.track, word.muted, now)) this.#poller.soon();
    const pointId = this.#witness.pointOf(identity);
    if (pointId === undefined) return;
    const current = this.#witness.currentOf(pointId);
    if (current && word.kind === 'muted') this.#enforcer.silence(pointId, current);
    this.#tell(this.#witness.changes(now, [pointId]));
  }

  /** The listener came into a room, or lost one. */
  monitorChanged(): void {
    this.#turned();
  }

  /** F2: it is seen and heard by all, or no longer. */
  aired(pointId: string): void {
    const session = this.#ports.hub.session();
    const participant = this.#witness.currentOf(pointId);
    if (!session || !participant) return;
    // It unmutes itself now, or is muted: neither is in a webhook.
    this.#poller.closely();
    this.#enforcer.silence(pointId, participant);
    const programme = this.#ports.names.programme(session.id, session.size);
    if (programme === null) return;
    const isOnAir = this.#ports.hub.isOnAir(pointId);
    this.#enforcer.permit(
      programme,
      participant.identity,
      isOnAir ? { kind: 'publisher', hears: true } : { kind: 'viewer' },
    );
  }

  mute(pointId: string, source: MediaSource): void {
    const participant = this.#witness.currentOf(pointId);
    if (participant) this.#enforcer.mute(participant, source);
  }

  /** Before somebody is let in: LiveKit may know no room, or have forgotten it. */
  async prepare(room: string): Promise<void> {
    this.#wanted.add(room);
    await this.#poller.ensure(room);
  }

  ingress(room: string, identity: string): Promise<ApiResult<MediaIngress>> {
    return this.#ports.api.ingress(room, identity);
  }

  /** True: signed by LiveKit, and taken or known. */
  async webhook(body: Buffer, authorization: string | undefined): Promise<boolean> {
    const taken = await this.#reader.read(body, authorization);
    this.#ports.counted(taken.kind);
    if (taken.kind === 'refused') {
      if (!this.#refusedBefore) this.#ports.logger.warn('a webhook that LiveKit did not sign was refused');
      this.#refusedBefore = true;
      return false;
    }
    this.#feed.heardWebhook();
    if (taken.kind === 'repeated' || taken.notice === null) {
      if (taken.kind === 'taken' && taken.room.startsWith(PROBE)) this.#turned();
      return true;
    }
    const { notice } = taken;
    if (!isRoomOf(this.#ports.hub.session()?.id ?? '', taken.room)) return true;
    const now = this.#ports.clock.now();
    if (!this.#witness.notice(notice, now)) this.#poller.soon();
    const participants = notice.kind === 'joined' ? [notice.participant] : [];
    this.#judge(taken.room, participants);
    const identity = notice.kind === 'joined' ? notice.participant.identity : notice.identity;
    const pointId = this.#witness.pointOf(identity);
    if (pointId === undefined) return true;
    const current = this.#witness.currentOf(pointId);
    if (current) this.#enforcer.silence(pointId, current);
    this.#tell(this.#witness.changes(now, [pointId]));
    return true;
  }

  #listed(listings: readonly RoomListing[]): boolean {
    let isSettled = true;
    const { hub } = this.#ports;
    const now = this.#ports.clock.now();
    for (const { room, askedAt, participants, sure } of listings) {
      const heard = this.#witness.listed({ askedAt, rooms: new Set([room]), participants, sure }, now);
      isSettled = heard.isSettled && isSettled;
      // Nobody announced it: the next webhook says that they still arrive.
      if (heard.isNew && !sure) this.#feed.expectsWebhook(now);
      this.#judge(room, participants);
    }
    const sending = new Set<string>();
    for (const { pointId, participant } of this.#witness.currents()) {
      this.#enforcer.silence(pointId, participant);
      sending.add(participant.room);
    }
    this.#ports.monitor?.want(sending);
    if ([...this.#witness.currents()].some(({ pointId }) => hub.isIngress(pointId))) void this.#askOfIngress();
    this.#tell(this.#witness.changes(now));
    return isSettled;
  }

  /** C2: whoever has no place here is put out, whatever right it still holds. */
  #judge(
    room: string,
    participants: readonly { readonly room: string; readonly identity: string; readonly sid: string }[],
  ): void {
    for (const participant of participants) {
      const { identity } = participant;
      if (!isOfPoint(identity)) continue;
      const isStranger = identity.startsWith('p-') && this.#witness.pointOf(identity) === undefined;
      if (isStranger || this.#barred.has(identity)) this.#enforcer.putOut({ ...participant, room });
    }
  }

  #rooms(): Set<string> {
    const session = this.#ports.hub.session();
    if (!session) return new Set();
    for (const room of this.#wanted) if (!isRoomOf(session.id, room)) this.#wanted.delete(room);
    const { names } = this.#ports;
    // One room is made before anybody asks; of many, those that somebody was let into.
    return names.programme(session.id, session.size) === null ? new Set([session.id, ...this.#wanted]) : this.#wanted;
  }

  #tell(changes: readonly Told[]): void {
    for (const { pointId, media } of changes) {
      void this.#ports.hub.observe(pointId, media).then((done) => {
        if (!done) this.#witness.untold(pointId, this.#ports.hub.known(pointId));
      });
    }
  }

  /** Whether what LiveKit should send of itself arrives. */
  async #probe(): Promise<void> {
    const room = `${PROBE}${this.#ports.makeId()}`;
    this.#feed.expectsWebhook(this.#ports.clock.now());
    await this.#ports.api.createRoom(room, PROBE_LASTS_S);
    await this.#ports.api.deleteRoom(room);
  }

  /** As often as the lists, while a meeting device sends. What fails says nothing: its stream may go on. */
  async #askOfIngress(): Promise<void> {
    const found = await this.#ports.api.ingresses();
    if (!found.ok) return;
    const { hub, clock } = this.#ports;
    for (const ingress of found.value) {
      const pointId = this.#witness.pointOf(ingress.identity);
      const word = ingressWord(ingress);
      if (pointId === undefined || !hub.isIngress(pointId) || word === null) continue;
      this.says(pointId, word);
      hub.measured(pointId, (ingress.video?.kbps ?? 0) + (ingress.audio?.kbps ?? 0), word.fps);
    }
    this.#tell(this.#witness.changes(clock.now()));
  }

  async #askForIngress(): Promise<void> {
    const isThere = await this.#ports.api.hasIngress();
    if (this.#feed.isLive) this.#feed.setIngress(isThere);
    this.#turned();
  }

  #turned(): void {
    const { hub, logger, clock, monitor } = this.#ports;
    const now = clock.now();
    if (monitor !== null) this.#feed.missesMonitor(monitor.isMissing(now));
    this.#pause?.();
    const nextAt = this.#talkers.nextAt();
    this.#pause = nextAt === null ? null : clock.setTimer(nextAt, () => this.#turned());
    hub.changeFeed(this.#feed.isLive ? 'live' : 'stale', this.#feed.ingress);
    const health = this.health();
    const said = JSON.stringify(health);
    if (said === this.#said) return;
    this.#said = said;
    hub.healthChanged();
    const logged = JSON.stringify({ ...health, talkers: [] });
    if (health.status === 'off' || logged === this.#logged) return;
    this.#logged = logged;
    const trouble = health.trouble === null ? null : WHAT_TO_LOOK_AT[health.trouble];
    if (trouble === null) logger.info({ media: health }, 'LiveKit is seen');
    else if (health.trouble !== 'starting') logger.warn({ media: health }, trouble);
  }
}
