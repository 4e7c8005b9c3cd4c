import type { Finding, IncidentCause } from '../model/incident.ts';
import type { Fault, LinkReason } from '../model/link.ts';
import type { MediaTrouble } from '../model/media.ts';
import type { LinkKind, PointKind } from '../model/point.ts';
import { remedyVi } from './remedy-vi.ts';

const reason: Record<LinkReason, string> = {
  connecting: 'Đang kết nối',
  'no-video': 'Không có hình',
  'no-audio': 'Không có tiếng',
  frozen: 'Hình đứng',
  'camera-off': 'Camera đang tắt',
  'mic-silent': 'Micrô không ra tiếng',
  'poor-network': 'Mạng yếu',
  'media-only': 'Có hình tiếng, máy điểm cầu không báo',
  'hub-only': 'Có mặt, chưa có hình',
  'not-confirmed': 'Chưa xác nhận thấy hình, nghe tiếng',
  'operator-reported': 'Điểm cầu báo sự cố',
  reconnecting: 'Đang kết nối lại',
  asleep: 'Máy đang khóa màn hình',
  conflict: 'Hai máy cùng giữ điểm cầu',
  closed: 'Máy đóng kết nối, không chào',
  silent: 'Không còn tín hiệu từ máy',
  'hub-restarted': 'Máy chủ vừa khởi động lại',
  'feed-stale': 'Hệ thống truyền hình không báo',
  'node-lost': 'Mất một máy chủ',
  'cut-off': 'Không kiểm chứng được từ máy chủ này',
};

/** Where a sentence does not fit: the wall, and the rail of a small screen. */
const reasonShort: Record<LinkReason, string> = {
  ...reason,
  'mic-silent': 'Micrô câm',
  'media-only': 'Máy không báo',
  'hub-only': 'Chưa có hình',
  'not-confirmed': 'Chưa xác nhận',
  'operator-reported': 'Báo sự cố',
  asleep: 'Máy đang khóa',
  conflict: 'Hai máy cùng giữ',
  closed: 'Không chào',
  silent: 'Không có tín hiệu',
  'hub-restarted': 'Máy chủ khởi động',
  'feed-stale': 'Truyền hình không báo',
  'node-lost': 'Mất máy chủ',
  'cut-off': 'Không kiểm chứng được',
};

const cause: Record<IncidentCause, string> = {
  'link-lost': 'Mất kết nối',
  audio: 'Mất tiếng',
  video: 'Mất hình',
  power: 'Mất điện',
  network: 'Mất mạng',
  common: 'Mất kết nối chung',
  impaired: 'Trục trặc kéo dài',
  flapping: 'Chập chờn',
  conflict: 'Hai máy giành quyền báo số',
  silent: 'Quá hạn báo số',
  hub: 'Máy chủ không ghi được',
  other: 'Việc khác',
};

const finding: Record<Finding, string> = {
  power: 'Nguồn điện',
  carrier: 'Nhà mạng',
  equipment: 'Thiết bị',
  operator: 'Thao tác của điểm cầu',
  software: 'Phần mềm',
  unknown: 'Không rõ',
};

const reported: Record<Fault, string> = {
  audio: 'Điểm cầu báo mất tiếng',
  video: 'Điểm cầu báo mất hình',
  power: 'Điểm cầu báo mất điện',
  network: 'Điểm cầu báo mất mạng',
};

const pointKind: Record<PointKind, string> = {
  host: 'Trung tâm',
  interactive: 'Tương tác',
  'receive-only': 'Chỉ nghe nhìn',
};

const linkKind: Record<LinkKind, string> = {
  livekit: 'LiveKit',
  ingress: 'Thiết bị họp',
  external: 'Ứng dụng khác',
  broadcast: 'Truyền hình',
};

const mediaTrouble: Record<MediaTrouble, string> = {
  starting: 'máy chủ vừa khởi động, đang hỏi',
  unreachable: 'không liên lạc được',
  'wrong-key': 'khóa LiveKit không đúng',
  'clock-off': 'đồng hồ hai máy chủ lệch nhau',
  'no-webhook': 'không tự báo tin, máy chủ phải hỏi 2 giây một lần',
  'no-monitor': 'máy chủ không nghe được trong phòng họp, không đánh dấu ai đang nói',
};

/** Words that control room, wall, technician and administrator share. */
export const staffVi = {
  reason,
  reasonShort,
  cause,
  finding,
  reported,
  pointKind,
  linkKind,
  whyAbsent: 'Chưa thấy gì trong phiên',
  whyLeft: 'Đã chào',
  /** Since a time of day. */
  from: (time: string): string => `từ ${time}`,
  lineSays: (why: string): string => `đường truyền: ${why}`,
  lineWell: 'đường truyền thông suốt',
  incidentBeside: (cause: string): string => `sự cố: ${cause.toLowerCase()}`,
  handledBy: (owner: string): string => `${owner} đang xử lý`,
  handledByYou: (owner: string): string => `${owner} (bạn) đang xử lý`,
  handled: 'đang được xử lý',
  unowned: 'chưa ai nhận',
  notReported: 'chưa báo',
  notReportedShort: 'chưa báo',
  loading: 'Đang lấy dữ liệu',
  notConnected: 'Chưa nối được với máy chủ',
  updated: (ago: string): string => `Cập nhật ${ago} trước`,
  updatedNow: (seconds: string): string => `Cập nhật ${seconds} giây trước`,
  warnings: 'Cảnh báo của hệ thống',
  /** Said before the first thing to try. */
  tryFirst: (what: string): string => `Nên thử trước: ${what}`,
  remedy: remedyVi.desk,
  nobodyDecides: 'Máy chủ này mất liên lạc với các máy chủ khác',
  nobodyDecidesHint: 'Số báo và thao tác được giữ lại, và có hiệu lực khi liên lạc trở lại.',
  unvouched: (points: number): string => `${points} điểm cầu ở máy chủ khác: không kiểm chứng được từ đây.`,
  waitingReports: (reports: number): string => `${reports} báo cáo đã lưu, chờ xác nhận`,
  nodesLost: (lost: number, members: number): string =>
    `${lost} trong ${members} máy chủ không trả lời. Điểm cầu của chúng là “Không rõ” cho tới khi nối lại.`,
  noMedia: 'Chưa nối hệ thống truyền hình',
  noMediaHint: 'Trạng thái chỉ dựa vào máy và lời báo của điểm cầu.',
  mediaTrouble,
  mediaTitle: 'Hệ thống truyền hình',
  mediaStale: 'Hệ thống truyền hình không báo',
  mediaStaleHint: (since: string, why: string): string =>
    `Từ ${since}: ${why}. Chưa rõ hình, tiếng của điểm cầu; sĩ số, chỉ đạo, sự cố vẫn đúng.`,
  notSaving: 'MÁY CHỦ KHÔNG GHI ĐƯỢC',
  notSavingHint: (since: string): string =>
    `Từ ${since} không báo cáo nào được nhận. Kiểm tra ổ đĩa của máy chủ; hệ thống tự nhận lại khi ghi được.`,
  stale: {
    title: 'DỮ LIỆU CŨ',
    stopped: 'Hình này dừng ở',
    ago: ', cách đây',
    warning: 'Trạng thái thật của các điểm cầu có thể đã khác.',
    phoneWorks: 'Vẫn gọi điện được.',
    reconnecting: (attempt: number): string =>
      attempt > 1 ? `Đang kết nối lại, lần thứ ${attempt}` : 'Đang kết nối lại',
    lostHub: 'Mất kết nối với máy chủ',
    needsHub: 'Cần kết nối với máy chủ',
    asOf: (time: string): string => `lúc ${time}`,
  },
};

export type StaffText = typeof staffVi;
