import type { FloorText } from './floor-vi.ts';

export const floorEn: FloorText = {
  left: (time) => `${time} left`,
  over: (time) => `${time} over`,
  problem: {
    link: 'the link is not well',
    camera: 'no moving picture',
    microphone: 'the microphone gives no sound',
    rtt: 'long delay',
    loss: 'much loss',
    jitter: 'unsteady signal',
  },
};
