import type * as Rtc from '@livekit/rtc-node';
import { NO_LIBRARY_CODE, type FromMonitor, type ToMonitor } from './monitor-messages.ts';
import { isPublisher } from './names.ts';
import { closeRtc, importRtc } from './rtc.ts';

/**
 * The hub's own participant, hidden, one in each room. It subscribes to microphones alone, which are muted but for who
 * speaks: LiveKit tells of quality and of speaking only whoever is subscribed to something of the participant.
 */
const rooms = new Map<string, Rtc.Room>();
const say = (message: FromMonitor): void => void (process.connected && process.send?.(message));

const library = importRtc().catch(() => process.exit(NO_LIBRARY_CODE));

process.on('message', (message: ToMonitor) => {
  if (message.kind === 'watch') void watch(message);
  else void leave(message.room);
});
// Ctrl-C reaches a whole terminal group; the end comes by the channel.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  void Promise.allSettled([...rooms.keys()].map(leave))
    .then(closeRtc)
    .finally(() => process.exit());
});

async function watch({ room: name, url, token }: Extract<ToMonitor, { kind: 'watch' }>): Promise<void> {
  const rtc = await library;
  await leave(name);
  const room = new rtc.Room();
  rooms.set(name, room);
  const isCurrent = (): boolean => rooms.get(name) === room;
  const ended = (why: string): void => {
    if (!isCurrent()) return;
    rooms.delete(name);
    say({ kind: 'left', room: name, why });
  };
  const hear = (publication: Rtc.RemoteTrackPublication, identity: string): void => {
    if (isPublisher(identity) && publication.source === rtc.TrackSource.SOURCE_MICROPHONE)
      publication.setSubscribed(true);
  };
  const levelOf = (quality: Rtc.ConnectionQuality): 'good' | 'poor' | 'lost' => {
    if (quality === rtc.ConnectionQuality.QUALITY_LOST) return 'lost';
    return quality === rtc.ConnectionQuality.QUALITY_POOR ? 'poor' : 'good';
  };
  const muted =
    (is: boolean) =>
    ({ sid }: Rtc.TrackPublication, { identity }: Rtc.Participant): void => {
      if (isCurrent() && sid !== undefined && isPublisher(identity))
        say({ kind: 'muted', room: name, identity, track: sid, muted: is });
    };
  room
    .on(rtc.RoomEvent.TrackPublished, (publication, { identity }) => hear(publication, identity))
    .on(rtc.RoomEvent.TrackMuted, muted(true))
    .on(rtc.RoomEvent.TrackUnmuted, muted(false))
    .on(rtc.RoomEvent.ConnectionQualityChanged, (quality, { identity }) => {
      if (isCurrent() && isPublisher(identity)) say({ kind: 'quality', room: name, identity, level: levelOf(quality) });
    })
    .on(rtc.RoomEvent.ActiveSpeakersChanged, (speakers) => {
      const identities = speakers.map(({ identity }) => identity).filter(isPublisher);
      if (isCurrent()) say({ kind: 'speaking', room: name, identities });
    })
    .on(rtc.RoomEvent.Disconnected, (reason) => ended(`disconnected ${String(reason)}`));
  try {
    await room.connect(url, token, { autoSubscribe: false, dynacast: false });
    for (const { identity, trackPublications } of room.remoteParticipants.values())
      for (const publication of trackPublications.values()) hear(publication, identity);
    say({ kind: 'joined', room: name });
  } catch (error) {
    ended(error instanceof Error ? error.message : String(error));
  }
}

async function leave(name: string): Promise<void> {
  const room = rooms.get(name);
  rooms.delete(name);
  await room?.disconnect().catch(() => undefined);
}
