import type { LaterText } from './later-vi.ts';

export const laterEn: LaterText = {
  devices: {
    asks: (label) => `${label} asks to join this point`,
    assistant: 'Admit as assistant',
    takeOver: 'Hand the reporting over to it',
    takeOverSure: 'Yes, hand over',
    takeOverHint: 'This device can then no longer report.',
  },
  faults: {
    reported: (name, time) => `Reported ${name.toLowerCase()} ${time}`,
    handledBy: (owner) => `${owner || 'A technician'} is on it`,
    notTaken: 'The hub has recorded it, nobody has it yet',
    tryTitle: 'Meanwhile, try',
    firstAid: {
      audio: [
        'Unplug the microphone and plug it in again.',
        'See whether it is muted; choose it again in the meeting.',
      ],
      video: ['See whether the camera is covered; replug its cable.', 'Turn the camera off and on in the meeting.'],
      power: ['See to the fuse and the socket.', 'Stay in touch by a phone with battery.'],
      network: ['Turn Wi-Fi off and on, or replug the cable.', 'Change to the backup line or 4G.'],
    },
  },
  remind: {
    title: 'The control room asks for your headcount',
    at: (count: number, time: string): string =>
      count > 1 ? `Asked ${count} times, last at ${time}.` : `Asked at ${time}.`,
    below: 'Fill it in below and send it.',
  },
  jump: {
    title: 'A very different number',
    body: (before: string, present: string): string =>
      `The last report said ${before} present, this one says ${present}. Is it right?`,
    yes: (present: string): string => `Yes, send ${present} present`,
    no: 'Look again',
  },
  checklist: {
    title: 'Before the session',
    item: { camera: 'Camera', microphone: 'Sound', power: 'Power', 'backup-line': 'Backup line' },
    state: { ok: 'In order', problem: 'Problem' },
    done: 'All checked',
  },
  instructions: {
    title: 'Instruction',
    urgent: 'URGENT instruction',
    again: (time) => `again ${time}`,
    confirm: 'Understood',
    confirming: '“Understood” is being sent',
    said: (code) => `Understood ${code}`,
    answer: 'Answer by message',
    erased: 'The text was erased',
  },
  messages: {
    title: 'Talk with the control room',
    room: 'Control room',
    point: 'Point',
    answers: (code) => `answer to ${code}`,
    confirmed: (code, time) => `Understood ${code} at ${time}`,
    label: 'Message, read by the control room alone',
    send: 'Send message',
    said: (text) => `Message: ${text}`,
    waits: 'Waiting to be sent',
    cancel: 'Cancel',
    erased: 'The text was erased',
  },
};
