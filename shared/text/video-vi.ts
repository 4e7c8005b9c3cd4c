import type { DeviceFault } from '../model/device-fault.ts';

/** Why a device cannot be had, and what to do; `device` in lower case. */
const fault: Record<DeviceFault, (device: string) => string> = {
  insecure: (device) =>
    `Trang mở không qua https nên trình duyệt không cho dùng ${device}. Hãy mở bằng địa chỉ https mà văn phòng đã gửi.`,
  unsupported: (device) =>
    `Trình duyệt này không cho trang web dùng ${device}. Hãy mở bằng Chrome hoặc Safari bản mới.`,
  refused: (device) =>
    `Trình duyệt chưa được phép dùng ${device}. Bấm biểu tượng cạnh địa chỉ trang, cho phép ${device}, rồi bấm Thử lại.`,
  'refused-by-system': (device) =>
    `Máy đang chặn trình duyệt dùng ${device}. Mở Cài đặt của máy, phần Quyền riêng tư, cho phép rồi bấm Thử lại.`,
  none: (device) => `Máy không thấy ${device}. Cắm ${device} vào, rồi bấm Thử lại.`,
  busy: (device) => `Phần mềm khác đang dùng ${device}. Đóng Zoom, Zalo hay phần mềm họp khác, rồi bấm Thử lại.`,
  failed: (device) => `Không mở được ${device}. Rút ra cắm lại, rồi bấm Thử lại.`,
};

/** Words of a point's own picture and sound. */
export const videoVi = {
  title: 'Hình và tiếng',
  join: 'Vào họp',
  joinHint: 'Trình duyệt sẽ hỏi quyền dùng camera và micrô: bấm Cho phép.',
  check: 'Kiểm tra thiết bị',
  done: 'Xong',
  leave: 'Rời cuộc họp',
  leaveSure: 'Bấm lần nữa: rời cuộc họp',
  stay: 'Ở lại',
  camera: 'camera',
  microphone: 'micrô',
  cameraTitle: 'Camera',
  microphoneTitle: 'Micrô',
  speakerTitle: 'Loa',
  asking: (device: string): string => `Đang mở ${device}. Nếu trình duyệt hỏi, bấm Cho phép.`,
  gone: (device: string): string => `Mất ${device}: có thể đã bị rút dây. Cắm lại, rồi bấm Thử lại.`,
  fault,
  tryAgain: 'Thử lại',
  choose: (device: string): string => `Chọn ${device}`,
  unnamed: (number: string): string => `Thiết bị ${number}`,
  sayWord: 'Nói thử một câu: vạch phải chạy theo tiếng nói.',
  heard: 'Đã nghe thấy tiếng từ micrô.',
  tone: 'Phát tiếng thử',
  toneHint: 'Phải nghe ba tiếng chuông. Nếu không: tăng âm lượng, xem dây loa, chọn lại loa trong cài đặt của máy.',
  own: 'Hình của điểm cầu, như nơi khác thấy',
  programme: 'Chương trình',
  state: {
    connecting: 'Đang vào họp',
    connected: 'Đang trong cuộc họp',
    mending: 'Đường hình chập chờn, đang nối lại',
    waiting: (seconds: string): string => `Mất đường hình. Tự nối lại sau ${seconds} giây.`,
    duplicate: 'Máy khác của điểm cầu vừa vào họp, nên máy này đã ra.',
    refused: 'Hệ thống không cho máy này vào họp.',
  },
  again: 'Vào lại bằng máy này',
  feedStale: 'Phòng điều hành tạm không thấy được tình trạng hình và tiếng. Cứ giữ nguyên máy.',
  nobody: 'Chưa có hình từ điểm cầu trung tâm.',
  notThere: 'Chưa vào họp',
  noPicture: 'Đang tắt hình',
  pictureLost: 'Chưa nhận được hình',
  soundOnly: 'Mạng yếu: chỉ nghe tiếng để tiết kiệm đường truyền.',
  pictureAnyway: 'Vẫn xem hình',
  lowPicture: 'Mạng yếu: đang xem hình thấp.',
  soundBlocked: 'Bấm vào đây để nghe tiếng',
  speaking: 'ĐANG PHÁT BIỂU',
  open: 'Micrô đang mở',
  opening: 'Mở micrô',
  closing: 'Tắt micrô',
  mutedBy: {
    policy: 'Micrô tắt cho tới lượt phát biểu.',
    staff: 'Kỹ thuật đã tắt tiếng. Bấm Mở micrô để nói lại.',
    self: 'Micrô đang tắt.',
  },
  showPicture: 'Bật hình',
  hidePicture: 'Tắt hình',
  pictureHiddenBy: {
    staff: 'Kỹ thuật đã tắt hình. Bấm Bật hình để hiện lại.',
    self: 'Hình đang tắt.',
    line: 'Mạng yếu: tạm ngừng gửi hình để giữ tiếng. Hình tự bật lại khi mạng khá hơn.',
  },
  restarted: 'Kỹ thuật đã cho phát lại hình và tiếng.',
  level: 'Mức tiếng của micrô',
};

export type VideoText = typeof videoVi;
