import type { LinkReason } from '../model/link.ts';

type Remedies = Partial<Record<LinkReason, string>>;

/** The first thing to try, by the first reason: for whoever sits at a desk, and for whoever stands beside the machine. */
const desk: Remedies = {
  'no-video': 'Gọi điểm cầu: trên trang đã bấm Vào họp chưa, camera có bị rút dây không.',
  'no-audio': 'Gọi điểm cầu: cắm lại micrô, chọn lại micrô ở trang Kiểm tra thiết bị.',
  frozen: 'Bấm Phát lại hình tiếng. Nếu vẫn đứng, nhờ điểm cầu rút và cắm lại camera.',
  'camera-off': 'Nhờ điểm cầu bấm Bật hình.',
  'mic-silent': 'Nhờ điểm cầu xem công tắc trên micrô, nói thử một câu.',
  'poor-network': 'Nhờ điểm cầu chuyển sang đường dự phòng, hoặc tắt máy khác đang dùng mạng.',
  'media-only': 'Hình tiếng vẫn về. Gọi điểm cầu mở lại trang để báo số được.',
  'hub-only': 'Nhờ điểm cầu bấm Vào họp. Nếu không vào được: mạng ở đó chặn hình, thử 4G.',
  'not-confirmed': 'Nhắn điểm cầu bấm Thấy hình, nghe tiếng.',
  reconnecting: 'Chờ 8 giây, máy tự vào lại.',
  asleep: 'Gọi điểm cầu mở khóa máy và để nguyên trang.',
  conflict: 'Hỏi điểm cầu đang mở ở máy nào, nhờ đóng trang ở máy còn lại.',
  closed: 'Gọi điểm cầu mở lại trang.',
  silent: 'Gọi điểm cầu: có mất điện, mất mạng không.',
  'feed-stale': 'Xem máy chủ LiveKit. Hình của điểm cầu có thể vẫn tốt.',
};

const point: Remedies = {
  'no-video': 'Cắm lại camera, rồi bấm Vào họp.',
  'no-audio': 'Cắm lại micrô, rồi chọn lại micrô.',
  frozen: 'Rút và cắm lại camera.',
  'camera-off': 'Bấm Bật hình.',
  'mic-silent': 'Xem công tắc trên micrô, rồi nói thử một câu.',
  'poor-network': 'Chuyển sang đường dự phòng hoặc 4G, tắt máy khác đang dùng mạng.',
  'hub-only': 'Bấm Vào họp.',
  conflict: 'Đóng trang này ở máy hoặc thẻ khác, chỉ để một nơi.',
};

export const remedyVi = { desk, point };
export type RemedyText = typeof remedyVi;
