import { entranceVi } from './entrance-vi.ts';
import { errorsVi } from './errors-vi.ts';
import type { LinkState } from '../model/link.ts';
import type { Phase, Round } from '../model/session.ts';

const state: Record<LinkState, string> = {
  up: 'Thông suốt',
  joining: 'Đang vào',
  impaired: 'Trục trặc',
  lost: 'Mất kết nối',
  unknown: 'Không rõ',
  absent: 'Chưa vào',
  left: 'Đã rời',
};

const phase: Record<Phase, string> = {
  planned: 'Chuẩn bị',
  rehearsal: 'Diễn tập',
  live: 'Trực tiếp',
  ended: 'Đã kết thúc',
};

/** Words that every page needs. The English file has exactly these keys. */
export const commonVi = {
  locale: 'vi-VN',
  product: 'Điểm Cầu Hub',
  state,
  phase,
  elapsed: {
    seconds: (count: number): string => `${count} giây`,
    minutes: (count: number): string => `${count} phút`,
    hours: (hours: number, minutes: string): string => `${hours} giờ ${minutes} phút`,
    days: (days: number, hours: number): string => `${days} ngày ${hours} giờ`,
    shortSeconds: (count: number): string => `${count}s`,
    shortMinutes: (count: number): string => `${count} ph`,
    shortHours: (hours: number, minutes: string): string => `${hours} g ${minutes}`,
  },
  roundName: (round: Pick<Round, 'kind' | 'name'>): string =>
    round.kind === 'named'
      ? round.name
      : { opening: 'Khai mạc', 'mid-session': 'Giữa phiên', closing: 'Bế mạc' }[round.kind],
  none: '—',
  close: 'Đóng',
  cancel: 'Bỏ qua',
  retry: 'Thử lại',
  dismiss: 'Ẩn thông báo',
  language: 'English',
  languageLabel: 'Chuyển sang tiếng Anh',
  themeLight: 'Nền sáng',
  themeDark: 'Nền tối',
  entrance: entranceVi,
  /** What a refusal means and what to do, by its kind. */
  errors: errorsVi,
  unanswered: 'Chưa có trả lời của máy chủ, chưa rõ đã nhận hay chưa. Xem lại rồi làm lại nếu cần.',
};

export type CommonText = typeof commonVi;
