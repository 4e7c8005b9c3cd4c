import type { SumReason } from '../model/headcount.ts';
import { commonVi } from './common-vi.ts';

const reason: Record<SumReason | 'queued', string> = {
  'summoned-changed': 'Số triệu tập đã đổi',
  transferred: 'Người dự chuyển sang điểm khác',
  other: 'Lý do khác',
  queued: 'Gửi muộn từ máy',
};

/** Words of a frozen round's workbook. */
export const roundSheetVi = {
  locale: commonVi.locale,
  roundName: commonVi.roundName,
  rehearsal: 'DIỄN TẬP',
  /** Of the file, without its end. */
  fileName: (number: number): string => `so-nguoi-du-luot-${number}`,
  sheets: { points: 'Theo điểm cầu', areas: 'Theo địa bàn', blocks: 'Theo khối', silent: 'Chưa báo' },
  frozen: (number: number, name: string, time: string, day: string): string =>
    `Lượt ${number} ${name}, chốt lúc ${time} ngày ${day}`,
  linePoints: 'điểm',
  lineReported: 'đã báo',
  lineNoRound: '',
  number: 'STT',
  id: 'Mã',
  point: 'Điểm cầu',
  area: 'Địa bàn',
  block: 'Khối',
  points: 'Số điểm',
  reported: 'Đã báo',
  summoned: 'Triệu tập',
  summonedReported: 'Triệu tập ở điểm đã báo',
  present: 'Có mặt',
  excused: 'Vắng có lý do',
  unexcused: 'Vắng không lý do',
  guests: 'Khách',
  share: 'Tỷ lệ',
  reportedAt: 'Báo lúc',
  by: 'Người báo',
  reasonTitle: 'Lý do khác số triệu tập',
  note: 'Ghi chú',
  amended: 'Bổ sung sau chốt',
  reminders: 'Số lần nhắc',
  total: 'Cộng',
  unnamed: '(không ghi)',
  notReported: 'chưa báo',
  atPoint: 'điểm cầu',
  onBehalf: (by: string): string => (by === '' ? 'phòng điều hành báo thay' : `${by} báo thay`),
  amendment: (present: number, excused: number, unexcused: number, guests: number, at: string, by: string): string =>
    `${present} có mặt, ${excused} có lý do, ${unexcused} không lý do, ${guests} khách; lúc ${at}, ${by}`,
  noneSilent: 'Mọi điểm đã báo.',
  reason,
};

export type RoundSheetText = typeof roundSheetVi;
