import { phoneNumber } from '../view/session-time.ts';

/** Pieces of one line; every second one stands out. */
export type Emphasised = readonly string[];

const steps: readonly [Emphasised, Emphasised, Emphasised] = [
  ['Mở máy ảnh điện thoại, quét mã QR bên phải.'],
  ['Chờ dòng chữ ', 'Phòng điều hành thấy điểm cầu', '.'],
  ['Bấm ', 'Gửi số người dự', ', chờ dấu ', 'Đã nhận', '.'],
];

/** What is printed on an access card and at the foot of its sheet. */
export const cardsVi = {
  lang: 'vi',
  document: (title: string): string => `Thẻ điểm cầu, ${title}`,
  summoned: (pointId: string, count: number): string => `${pointId}, triệu tập ${count}`,
  begins: (time: string, day: string): string => `${time}, ${day}`,
  steps,
  noScan: 'Không quét được? Gõ mã tại',
  hotline: (phone: string): Emphasised => ['Phòng điều hành ', phoneNumber(phone)],
  /** Where the session has no telephone. */
  noHotline: 'Cần giúp: gọi phòng điều hành',
  validUntil: (day: string): string => `Dùng đến hết ${day}`,
  foot: (title: string): string => `${title}. Thẻ chỉ dùng cho một điểm cầu; in lại thì thẻ cũ hết hiệu lực.`,
  sheet: (sheet: number, sheets: number, day: string): string => `Tờ ${sheet}/${sheets}, in ${day}`,
};

export type CardsText = typeof cardsVi;
