import type { MediaTrouble } from '../model/media.ts';

/** What is wrong with the hub's sight of the video system, and what to look at. */
export const mediaVi = {
  trouble: {
    starting: 'Đang tìm hệ thống truyền hình',
    unreachable: 'Không tới được hệ thống truyền hình. Xem máy chủ LiveKit có đang chạy không, và địa chỉ LIVEKIT_URL.',
    'wrong-key': 'Hệ thống truyền hình không nhận khóa. Xem LIVEKIT_API_KEY và LIVEKIT_API_SECRET.',
    'clock-off': 'Đồng hồ của máy chủ này và của hệ thống truyền hình lệch nhau. Chỉnh giờ cả hai máy.',
    'no-webhook':
      'Hệ thống truyền hình không gửi được tin về đây, nên thay đổi hiện chậm đến 4 giây. Xem webhook.urls của LiveKit.',
  } satisfies Record<MediaTrouble, string>,
};

export type MediaText = typeof mediaVi;
