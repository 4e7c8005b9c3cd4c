import type { VideoText } from './video-vi.ts';

const fault: VideoText['fault'] = {
  insecure: (device) =>
    `The page was not opened over https, so the browser gives it no ${device}. Open the https address the office sent.`,
  unsupported: (device) => `This browser gives web pages no ${device}. Open the page in a recent Chrome or Safari.`,
  refused: (device) =>
    `The browser may not use the ${device} yet. Press the icon beside the page’s address, allow the ${device}, then press Try again.`,
  'refused-by-system': (device) =>
    `The device keeps the browser from the ${device}. Open its Settings, Privacy, allow it, then press Try again.`,
  none: (device) => `No ${device} was found. Plug the ${device} in, then press Try again.`,
  busy: (device) =>
    `Another program is using the ${device}. Close Zoom, Zalo or other meeting programs, then press Try again.`,
  failed: (device) => `The ${device} could not be opened. Unplug it, plug it in, then press Try again.`,
};

export const videoEn: VideoText = {
  title: 'Picture and sound',
  join: 'Join the meeting',
  joinHint: 'The browser will ask for the camera and the microphone: press Allow.',
  check: 'Check the devices',
  done: 'Done',
  leave: 'Leave the meeting',
  leaveSure: 'Press again: leave the meeting',
  stay: 'Stay',
  camera: 'camera',
  microphone: 'microphone',
  cameraTitle: 'Camera',
  microphoneTitle: 'Microphone',
  speakerTitle: 'Loudspeaker',
  asking: (device) => `Opening the ${device}. If the browser asks, press Allow.`,
  gone: (device) => `The ${device} is gone: it may have been unplugged. Plug it in, then press Try again.`,
  fault,
  tryAgain: 'Try again',
  choose: (device) => `Choose the ${device}`,
  unnamed: (number) => `Device ${number}`,
  sayWord: 'Say a few words: the bar must move with your voice.',
  heard: 'The microphone was heard.',
  tone: 'Play a test sound',
  toneHint:
    'You should hear three tones. If not: turn the volume up, look at the cable, choose the loudspeaker in the settings.',
  own: 'Your picture, as others see it',
  programme: 'Programme',
  state: {
    connecting: 'Joining',
    connected: 'In the meeting',
    mending: 'The video line is unsteady, reconnecting',
    waiting: (seconds) => `The video line is lost. Joining again in ${seconds} s.`,
    duplicate: 'Another device of this point has joined, so this one is out.',
    refused: 'The system does not let this device join.',
  },
  again: 'Join again on this device',
  feedStale: 'For the moment the control room cannot see how picture and sound are. Leave everything as it is.',
  nobody: 'No picture from the host point yet.',
  notThere: 'Not in the meeting yet',
  noPicture: 'Picture switched off',
  pictureLost: 'No picture received yet',
  soundOnly: 'Weak network: sound only, to spare the line.',
  pictureAnyway: 'Show the picture anyway',
  lowPicture: 'Weak network: the picture is small.',
  soundBlocked: 'Press here to hear the sound',
  speaking: 'ON AIR',
  open: 'The microphone is open',
  opening: 'Open the microphone',
  closing: 'Mute the microphone',
  mutedBy: {
    policy: 'The microphone stays muted until your turn.',
    staff: 'A technician muted you. Press Open the microphone to speak again.',
    self: 'The microphone is muted.',
  },
  showPicture: 'Show picture',
  hidePicture: 'Hide picture',
  pictureHiddenBy: {
    staff: 'A technician switched your picture off. Press Show picture to send it again.',
    self: 'Your picture is switched off.',
  },
  restarted: 'A technician made picture and sound start again.',
  level: 'Microphone level',
};
