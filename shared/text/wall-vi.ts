import { commonVi } from './common-vi.ts';
import { staffVi } from './staff-vi.ts';

export const wallVi = {
  ...commonVi,
  ...staffVi,
  title: 'Màn hình lớn',
  onAir: 'PHÁT BIỂU',
  linksLabel: 'Thông suốt / điểm cầu',
  presentLabel: 'Có mặt / triệu tập',
  noRound: 'Chưa mở lượt báo',
  reportedPoints: 'điểm đã báo',
  cutOff: 'Máy chủ mất liên lạc',
  unvouchedPoints: (points: string): string => `${points} điểm`,
  unvouchedWhy: 'chưa kiểm chứng',
  waits: (reports: string): string => `${reports} chờ xác nhận`,
  peopleUnknown: (people: string): string => `${people} người chưa rõ`,
  groupLost: (area: string, count: number): string => `${area}, ${count} điểm`,
  together: (name: string): string => `cùng ${name}`,
  moreTroubles: (count: number): string => `và ${count} điểm khác`,
  allWell: 'Không đường truyền nào trục trặc',
  whole: (count: number): string => `đủ ${count}`,
  needLook: 'Cần chú ý',
  page: (page: number, pages: number): string => `Trang ${page}/${pages}: theo địa bàn`,
  troublePage: (page: number, pages: number): string => `Trang ${page}/${pages}: cần chú ý`,
  thenAreas: '; tiếp theo là các địa bàn đầu',
  turnsItself: 'tự lật mỗi 12 giây',
  staleLine: (time: string, ago: string): string => `Dừng ở ${time}, cách đây ${ago}`,
  stalePresent: (present: string, summoned: string, reported: string, covered: string): string =>
    `${present}/${summoned} có mặt, ${reported}/${covered} điểm đã báo`,
  staleLinks: (up: string, points: string): string => `Khi đó ${up}/${points} thông suốt`,
};

export type WallText = typeof wallVi;
