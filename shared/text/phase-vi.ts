import type { Phase } from '../model/session.ts';

const enter: Record<Phase, string> = {
  planned: 'Về lại chuẩn bị',
  rehearsal: 'Bắt đầu diễn tập',
  live: 'Bắt đầu trực tiếp',
  ended: 'Kết thúc phiên',
};

const enterBody: Record<Phase, string> = {
  planned: 'Lượt báo của lần diễn tập này đóng lại. Kết nối của các điểm cầu giữ nguyên.',
  rehearsal: 'Một lần chạy mới bắt đầu: chưa có lượt báo nào. Số liệu diễn tập không tính vào báo cáo.',
  live: 'Một lần chạy mới bắt đầu: chưa có lượt báo nào. Kết nối và sự cố đang mở giữ nguyên.',
  ended: 'Sau khi kết thúc chỉ nhận bổ sung. Có thể mở lại trong 10 phút.',
};

/** The steps of a session, for whoever may take them. */
export const phaseVi = {
  enter,
  enterTitle: (action: string): string => `${action}?`,
  enterBody,
  freezesRound: (round: string, reported: string, points: string): string =>
    `Lượt ${round} đang thu số sẽ được chốt ngay, ${reported}/${points} điểm đã báo.`,
  readyNow: (ready: string, points: string): string => `${ready}/${points} điểm sẵn sàng.`,
  again: 'Diễn tập lại từ đầu',
};

export type PhaseText = typeof phaseVi;
