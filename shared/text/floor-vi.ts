import type { CheckProblem } from '../model/floor.ts';

/** Words about a turn to speak that operators' and staff screens share. */
export const floorVi = {
  /** A timer reads "còn 02:20", "quá 00:12". */
  left: (time: string): string => `còn ${time}`,
  over: (time: string): string => `quá ${time}`,
  problem: {
    link: 'đường truyền chưa thông suốt',
    camera: 'không thấy hình chuyển động',
    microphone: 'micrô không ra tiếng',
    rtt: 'độ trễ cao',
    loss: 'mất gói nhiều',
    jitter: 'tín hiệu chập chờn',
  } satisfies Record<CheckProblem, string>,
};

export type FloorText = typeof floorVi;
