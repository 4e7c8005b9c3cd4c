import type { SumReason } from '../model/headcount.ts';
import type { CheckItem } from '../model/checklist.ts';
import type { Fault } from '../model/link.ts';
import { floorVi } from './floor-vi.ts';
import { remedyVi } from './remedy-vi.ts';

const firstAid: Record<Fault, readonly [string, string]> = {
  audio: ['Rút và cắm lại micrô.', 'Xem micrô có bị tắt không, chọn lại micrô trong phần mềm họp.'],
  video: ['Xem camera có bị che không, cắm lại dây camera.', 'Tắt rồi bật lại camera trong phần mềm họp.'],
  power: ['Xem cầu dao và ổ cắm.', 'Dùng điện thoại còn pin để giữ liên lạc.'],
  network: ['Tắt rồi bật lại Wi-Fi, hoặc cắm lại dây mạng.', 'Chuyển sang đường dự phòng hoặc 4G.'],
};

const item: Record<CheckItem, string> = {
  camera: 'Hình',
  microphone: 'Tiếng',
  power: 'Nguồn điện',
  'backup-line': 'Đường dự phòng',
};

/** Words of what the operator's page fetches once it is up. */
export const laterVi = {
  videoFailed: 'Chưa tải được phần hình và tiếng. Trang tự thử lại khi nối lại được.',
  videoUnsupported:
    'Trình duyệt này không vào họp bằng hình được. Các việc khác trên trang vẫn dùng như thường; muốn có hình, hãy mở bằng Chrome hoặc Safari bản mới.',
  remedy: remedyVi.point,
  noHttps:
    'Không có HTTPS: không cài được lên máy, không giữ sáng màn hình, không mở được máy ảnh, mất mạng thì không mở lại được trang. Vẫn báo số được.',
  leaveTitle: 'Rời phiên?',
  leaveBody: 'Phòng điều hành sẽ ghi là điểm cầu đã rời. Mở lại trang này để vào lại.',
  devices: {
    asks: (label: string): string => `${label} xin vào điểm cầu này`,
    assistant: 'Cho vào làm máy phụ',
    takeOver: 'Chuyển quyền báo số cho máy đó',
    takeOverSure: 'Đúng, chuyển quyền',
    takeOverHint: 'Sau đó máy này không báo số được nữa.',
  },
  faults: {
    reported: (name: string, time: string): string => `Đã báo ${name.toLowerCase()} ${time}`,
    handledBy: (owner: string): string => `${owner || 'Kỹ thuật viên'} đang xử lý`,
    notTaken: 'Máy chủ đã ghi, chưa ai nhận',
    closed: (name: string): string => `Kỹ thuật đã đóng: ${name.toLowerCase()}. Còn sự cố thì báo lại.`,
    tryTitle: 'Trong lúc chờ, hãy thử',
    firstAid,
  },
  remind: {
    title: 'Phòng điều hành nhắc báo số người dự',
    at: (count: number, time: string): string => (count > 1 ? `Nhắc lần ${count}, lúc ${time}.` : `Nhắc lúc ${time}.`),
    below: 'Nhập số ở dưới đây rồi gửi.',
  },
  jump: {
    title: 'Số có mặt lệch nhiều',
    body: (before: string, present: string): string =>
      `Lần báo trước ${before} có mặt, lần này ${present}. Số này có đúng không?`,
    yes: (present: string): string => `Đúng, gửi ${present} có mặt`,
    no: 'Xem lại',
  },
  checklist: {
    title: 'Kiểm tra trước phiên',
    item,
    state: { ok: 'Tốt', problem: 'Trục trặc' },
    done: 'Đã kiểm tra xong',
  },
  reasons: {
    title: 'Vì sao khác số triệu tập?',
    reason: {
      'summoned-changed': 'Số triệu tập đã đổi',
      transferred: 'Có người chuyển sang điểm khác',
      other: 'Lý do khác',
    } satisfies Record<SumReason, string>,
    summoned: (summoned: string): string => `Số triệu tập mới (danh sách ghi ${summoned})`,
    hint: 'Viết lại số triệu tập mới để khỏi nhầm.',
    mismatch: (declared: string, summoned: string): string =>
      `Đã khai ${declared}, chưa bằng ${summoned}. Xem lại hai số.`,
    note: 'Ghi chú (không bắt buộc)',
  },
  instructions: {
    title: 'Chỉ đạo',
    urgent: 'Chỉ đạo KHẨN',
    again: (time: string): string => `nhắc lại ${time}`,
    confirm: 'Đã rõ',
    confirming: 'Đã bấm “Đã rõ”, đang gửi',
    said: (code: string): string => `Đã rõ ${code}`,
    answer: 'Trả lời bằng tin nhắn',
    touch: 'Chạm vào màn hình để máy kêu được khi có chỉ đạo khẩn.',
    erased: 'Nội dung đã được xóa',
  },
  floor: {
    ...floorVi,
    title: 'Phát biểu',
    ask: 'Xin phát biểu',
    withdraw: 'Rút đăng ký',
    askedAt: (time: string): string => `Đã xin phát biểu lúc ${time}`,
    ahead: (count: string): string => `Còn ${count} điểm nữa`,
    aheadMany: (count: string): string => `Còn hơn ${count} điểm nữa`,
    next: 'Lượt kế tiếp là điểm cầu này',
    standby: 'Chuẩn bị phát biểu',
    standbyHint: 'Phòng điều hành sắp mời. Ngồi vào vị trí, bật micrô khi được mời.',
    checkPassed: 'Kiểm tra đường truyền: đạt',
    checkFound: (problems: string): string => `Kiểm tra thấy: ${problems}`,
    invited: 'Phòng điều hành mời điểm cầu phát biểu',
    linkBad: 'Đường truyền chưa thông suốt',
    onAir: 'ĐANG PHÁT BIỂU',
    soon: 'Sắp hết thời gian',
    timeUp: 'Đã hết thời gian',
    finish: 'Nói xong',
    finishAgain: 'Bấm lần nữa: đã nói xong',
    keepOn: 'Chưa xong',
    spokeAt: (time: string): string => `Đã phát biểu xong lúc ${time}.`,
    skippedAt: (time: string): string => `Lượt phát biểu được phòng điều hành bỏ qua lúc ${time}. Cần thì xin lại.`,
    needsHub: 'Xin phát biểu cần có kết nối với phòng điều hành.',
  },
  messages: {
    title: 'Trao đổi với phòng điều hành',
    room: 'Phòng điều hành',
    point: 'Điểm cầu',
    answers: (code: string): string => `trả lời ${code}`,
    confirmed: (code: string, time: string): string => `Đã rõ ${code} lúc ${time}`,
    label: 'Tin nhắn, chỉ phòng điều hành đọc được',
    says: 'Phòng điều hành nhắn',
    putAway: 'Đã đọc',
    reply: 'Trả lời',
    write: 'Nhắn phòng điều hành',
    close: 'Đóng',
    send: 'Gửi tin nhắn',
    said: (text: string): string => `Tin nhắn: ${text}`,
    waits: 'Đang chờ gửi',
    cancel: 'Thôi',
    erased: 'Nội dung đã được xóa',
  },
};

export type LaterText = typeof laterVi;
