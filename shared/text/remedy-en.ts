import type { RemedyText } from './remedy-vi.ts';

export const remedyEn: RemedyText = {
  desk: {
    'no-video': 'Call the point: has the page joined the call, is the camera plugged in?',
    'no-audio': 'Call the point: plug the microphone in again, choose it again under Check devices.',
    frozen: 'Ask for a new publication. If it stays frozen, have the camera unplugged and plugged in again.',
    'camera-off': 'Ask the point to switch its picture on.',
    'mic-silent': 'Ask the point to look at the switch on the microphone and to say a sentence.',
    'poor-network': 'Ask the point to change to its backup line, or to stop other devices on the network.',
    'media-only': 'Picture and sound go on. Call the point to open its page again, so that it can report.',
    'hub-only': 'Ask the point to press Join. If it cannot: its network blocks video, try 4G.',
    'not-confirmed': 'Ask the point to press I see and hear.',
    reconnecting: 'Wait 8 seconds, the device comes back by itself.',
    asleep: 'Call the point: unlock the device and leave the page open.',
    conflict: 'Ask on which device the point is open, and have the page on the other one closed.',
    closed: 'Call the point: open the page again.',
    silent: 'Call the point: is there power, is there a network?',
    'feed-stale': 'Look at the LiveKit server. The points’ pictures may be well all the same.',
  },
  point: {
    'no-video': 'Plug the camera in again, then press Join.',
    'no-audio': 'Plug the microphone in again, then choose it again.',
    frozen: 'Unplug the camera and plug it in again.',
    'camera-off': 'Switch the picture on.',
    'mic-silent': 'Look at the switch on the microphone, then say a sentence.',
    'poor-network': 'Change to the backup line or 4G, stop other devices on the network.',
    'hub-only': 'Press Join.',
    conflict: 'Close this page on the other device or tab, leave one open.',
  },
};
