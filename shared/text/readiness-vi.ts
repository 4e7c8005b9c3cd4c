import type { CheckItem } from '../model/checklist.ts';

const item: Record<CheckItem, string> = {
  camera: 'Hình',
  microphone: 'Tiếng',
  power: 'Nguồn điện',
  'backup-line': 'Đường dự phòng',
};

/** The readiness list of the desks. */
export const readinessVi = {
  title: 'Sẵn sàng',
  item,
  startsAt: (time: string): string => `Bắt đầu ${time}`,
  noStart: 'Chưa đặt giờ bắt đầu',
  noStartHint: 'Quản trị đặt giờ ở trang Quản trị để được nhắc ở mốc 60, 30 và 10 phút.',
  left: (time: string): string => `còn ${time}`,
  overdue: (time: string): string => `quá giờ ${time}`,
  ready: (ready: string, points: string): string => `${ready}/${points} điểm sẵn sàng`,
  out: (points: string): string => `${points} chưa vào`,
  unconfirmed: (points: string): string => `${points} chưa xác nhận đủ`,
  problems: (points: string): string => `${points} có trục trặc`,
  reached: (minutes: number, time: string): string => `Đến mốc T-${minutes} (${time})`,
  gotIt: 'Đã xem',
  list: 'Danh sách',
  filterLabel: 'Lọc danh sách',
  all: 'Tất cả',
  outShort: 'Chưa vào',
  problemShort: 'Có trục trặc',
  isOut: 'chưa vào',
  hasProblem: (what: string): string => `trục trặc: ${what}`,
  isUnsaid: (what: string): string => `chưa xác nhận: ${what}`,
  copy: 'Chép danh sách',
  copied: (points: string): string => `Đã chép ${points} điểm`,
  copyFailed: 'Trình duyệt không cho chép.',
  everybody: 'Tất cả các điểm đã vào và xác nhận đủ.',
  nobodyHere: 'Không có điểm nào trong mục này.',
  andMore: (points: string): string => `và ${points} điểm khác; lọc bớt để xem`,
};

export type ReadinessText = typeof readinessVi;
