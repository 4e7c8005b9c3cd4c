import type { SumReason } from '../model/headcount.ts';
import type { Fault, LinkReason } from '../model/link.ts';
import type { ErrorKind } from '../protocol/errors.ts';
import { commonVi } from './common-vi.ts';

/** Said to the person at the point, above the state's word. */
const seen: Record<LinkReason, string> = {
  connecting: 'Đang kết nối với phòng điều hành',
  'no-video': 'Phòng điều hành không thấy hình',
  'no-audio': 'Phòng điều hành không nghe tiếng',
  frozen: 'Hình của điểm cầu bị đứng',
  'poor-network': 'Mạng của điểm cầu yếu',
  'media-only': 'Máy họp đã vào, máy này thì chưa',
  'hub-only': 'Phòng điều hành chưa thấy hình',
  'not-confirmed': 'Chưa xác nhận thấy hình, nghe tiếng',
  'operator-reported': 'Điểm cầu đã báo sự cố',
  reconnecting: 'Máy đang kết nối lại',
  asleep: 'Máy đang khóa màn hình',
  conflict: 'Hai máy cùng giữ điểm cầu',
  closed: 'Máy đã đóng kết nối',
  silent: 'Phòng điều hành không thấy máy',
  'hub-restarted': 'Máy chủ vừa khởi động lại',
  'feed-stale': 'Hệ thống truyền hình không báo',
  'node-lost': 'Một máy chủ không trả lời',
};

const fault: Record<Fault, string> = { audio: 'Mất tiếng', video: 'Mất hình', power: 'Mất điện', network: 'Mất mạng' };

const restored: Record<Fault, string> = {
  audio: 'Có tiếng lại rồi',
  video: 'Có hình lại rồi',
  power: 'Có điện lại rồi',
  network: 'Có mạng lại rồi',
};

const sumReason: Record<SumReason, string> = {
  'summoned-changed': 'Số triệu tập đã đổi',
  transferred: 'Có người chuyển sang điểm khác',
  other: 'Lý do khác',
};

/** Why a report waits, and what happens by itself; for other kinds the general sentence stands. */
const delays: Partial<Record<ErrorKind, string>> = {
  'not-saved': 'Máy chủ đang không ghi được. Máy này tự gửi lại.',
  'rate-limited': 'Máy chủ đang bận. Máy này tự gửi lại.',
  busy: 'Máy chủ đang bận. Máy này tự gửi lại.',
};

export const pointVi = {
  ...commonVi,
  title: 'Điểm cầu',
  seenWell: 'Phòng điều hành thấy điểm cầu',
  seen,
  notSeenYet: 'Phòng điều hành chưa thấy điểm cầu',
  saidGoodbye: 'Điểm cầu đã rời phiên',
  offlineNetwork: 'Máy này đang không có mạng',
  offlineHub: 'Máy này chưa nối được với máy chủ',
  offlineWord: (lasted: string): string => `Mất mạng, ${lasted}`,
  offlineHubWord: (lasted: string): string => `Mất nối, ${lasted}`,
  /** The picture below is of then. */
  pictureOf: (time: string): string => `Bên dưới là thông tin lúc ${time}`,
  retryIn: (seconds: string): string => `Tự kết nối lại. Lần thử sau ${seconds} giây.`,
  retrying: 'Đang kết nối lại.',
  retryNow: 'Thử lại ngay',
  loading: 'Đang lấy dữ liệu',
  rehearsal: 'DIỄN TẬP',
  planned: 'Phiên chưa bắt đầu. Giữ trang này mở.',
  ended: 'Phiên đã kết thúc.',
  word: {
    ask: 'Có thấy hình và nghe tiếng không?',
    yes: 'Thấy hình, nghe tiếng',
    no: 'Chưa thấy hoặc chưa nghe',
    saidNo: 'Đã báo: chưa thấy hình hoặc chưa nghe tiếng',
    saidNoHint: 'Khi đã thấy hình và nghe tiếng, bấm nút dưới đây.',
  },
  waiting: {
    title: 'Máy này đang chờ cho vào',
    hint: 'Máy đang giữ điểm cầu hoặc phòng điều hành sẽ cho vào. Giữ trang này mở.',
  },
  report: {
    title: 'Báo số người dự',
    due: (time: string): string => `Hạn báo ${time}`,
    overdue: (time: string): string => `Quá hạn ${time}`,
    frozen: (time: string): string => `Đã chốt ${time}`,
    frozenHint: 'Số gửi bây giờ được ghi là đến muộn, bên cạnh số đã chốt.',
    present: 'Có mặt',
    presentHint: (summoned: string): string => `triệu tập ${summoned}`,
    absent: 'Vắng',
    excusedHint: 'có lý do',
    unexcusedHint: 'không lý do',
    guests: 'Khách',
    guestsHint: 'ngoài triệu tập',
    less: 'Bớt',
    more: 'Thêm',
    empty: 'Nhập số người có mặt',
    declared: (declared: string, summoned: string): string => `Đã khai ${declared}/${summoned}`,
    match: ', khớp triệu tập',
    short: (people: string): string => `, còn ${people} người chưa khai`,
    over: (people: string): string => `, thừa ${people} người`,
    differs: 'Số triệu tập đã đổi?',
    reasonTitle: 'Vì sao khác số triệu tập?',
    sumReason,
    note: 'Ghi chú (không bắt buộc)',
    send: 'Gửi số người dự',
    usePrevious: (present: string): string => `Dùng số lượt trước: ${present} có mặt`,
    keep: 'Không sửa nữa',
    noRound: 'Chưa mở lượt báo số',
    noRoundHint: 'Khi phòng điều hành mở lượt báo, chỗ nhập số tự hiện ra ở đây.',
    notPen: 'Máy khác của điểm cầu đang giữ quyền báo số',
    notPenHint: 'Máy này vẫn báo được sự cố.',
    sending: 'Đang gửi',
    kept: 'Đã lưu trên máy',
    keptHint: 'Sẽ gửi khi có mạng. Có thể khóa màn hình, không cần nhập lại.',
    unsent: 'Chưa gửi được',
    unsentHint: 'Giữ trang này mở. Máy tự gửi khi có mạng, không cần nhập lại.',
    delays,
    received: (time: string): string => `Đã nhận ${time}`,
    receivedHint: (round: string, declared: string): string => `Số người dự ${round}, đã khai ${declared}`,
    late: 'Đến muộn, đã nhận, ghi bên cạnh số đã chốt',
    onBehalf: 'Phòng điều hành báo thay',
    notCounted: 'Đã có số mới hơn, số này được giữ làm lịch sử',
    refused: 'Không được nhận',
    edit: 'Sửa số đã báo',
    editRefused: 'Sửa và gửi lại',
    presentCount: 'Có mặt',
    excusedCount: 'Có lý do',
    unexcusedCount: 'Không lý do',
    guestsCount: 'Khách',
  },
  faults: {
    label: 'Báo sự cố',
    fault,
    restored,
  },
  queue: {
    sending: 'Đang gửi',
    kept: 'Đã lưu trên máy, sẽ gửi khi có mạng',
    /** This browser keeps nothing. */
    unkept: 'Chưa gửi được. Giữ trang này mở, máy tự gửi khi có mạng.',
    received: (what: string, time: string): string => `Đã nhận ${time}: ${what}`,
    refused: (why: string): string => `Không được nhận: ${why}`,
    read: 'Đã rõ',
    report: (present: string): string => `Số người dự: ${present} có mặt`,
    otherDevice: 'Máy đã đăng nhập lại sau khi nhập. Xem và gửi lại nếu vẫn đúng.',
    outdated: 'Phiên đã sang lần chạy khác. Báo lại nếu vẫn còn.',
    unsentLeft: 'Có thông tin đã nhập mà chưa gửi được. Gọi phòng điều hành để báo.',
  },
  updateWaits: 'Có bản mới, cập nhật khi gửi xong',
  noHttps:
    'Không có HTTPS: không cài được lên máy, không giữ sáng màn hình, không mở được máy ảnh, mất mạng thì không mở lại được trang. Vẫn báo số được.',
  callTitle: 'Gọi phòng điều hành',
  call: 'Gọi điều hành',
  leave: 'Rời phiên',
  leaveTitle: 'Rời phiên?',
  leaveBody: 'Phòng điều hành sẽ ghi là điểm cầu đã rời. Mở lại trang này để vào lại.',
  left: 'Đã rời phiên',
  comeBack: 'Vào lại',
  tapFailed: (why: string): string => `Chưa làm được: ${why}`,
};

export type PointText = typeof pointVi;
