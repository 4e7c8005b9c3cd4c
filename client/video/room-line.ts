import '../map/fill-in.ts';
import {
  DisconnectReason,
  LogLevel,
  Room,
  RoomEvent,
  setLogLevel,
  VideoPresets,
  type ReconnectPolicy,
  type RoomOptions,
} from 'livekit-client';
import type { RoomHeard, RoomLine } from './room-session.ts';

// What it has to say is on the page; a console full of it would hide our own.
setLogLevel(LogLevel.silent);

/** The library's own mending on the old token, for as long as that is likely to help; then a new room with a new ticket. */
const MEND_AFTER_MS = [0, 400, 1_200, 2_500, 4_000] as const;
const mendBriefly: ReconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount }) => {
    const pause = MEND_AFTER_MS[retryCount];
    return pause === undefined ? null : pause + Math.random() * 400;
  },
};

const OPTIONS: RoomOptions = {
  // Layers are asked for by name: which picture is large is known here, not to the library.
  adaptiveStream: false,
  // What nobody watches is not sent: most points, most of the time.
  dynacast: true,
  // Devices belong to the capture, which outlives a room.
  stopLocalTrackOnUnpublish: false,
  reconnectPolicy: mendBriefly,
  publishDefaults: {
    simulcast: true,
    videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
    // A second codec would be sent beside the first for browsers that no village has.
    backupCodec: false,
    dtx: true,
    red: true,
  },
};

/** One try at a room by the library. `opened` gets the room before it is entered, to listen to it. */
export function roomLine(heard: RoomHeard, opened: (room: Room) => void): RoomLine {
  const room = new Room(OPTIONS);
  let ended = false;
  room
    .on(RoomEvent.Reconnecting, heard.mending)
    .on(RoomEvent.SignalReconnecting, heard.mending)
    .on(RoomEvent.Reconnected, heard.mended)
    .on(RoomEvent.Disconnected, (reason) => {
      if (!ended) heard.ended(reason === DisconnectReason.DUPLICATE_IDENTITY ? 'duplicate' : 'lost');
      ended = true;
    });
  opened(room);
  return {
    enter: ({ url, token }) => room.connect(url, token, { autoSubscribe: false }),
    close() {
      ended = true;
      void room.disconnect(false);
    },
  };
}
