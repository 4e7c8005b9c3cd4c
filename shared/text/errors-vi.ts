import type { ErrorKind } from '../protocol/errors.ts';

/** What a refused person reads: what happened, and what to do. Sent by the hub as the message of the kind. */
export const errorsVi: Record<ErrorKind, string> = {
  invalid: 'Dữ liệu gửi lên không hợp lệ. Kiểm tra lại ô được chỉ ra rồi gửi lại.',
  'unknown-event': 'Máy chủ không biết yêu cầu này. Hãy tải lại trang.',
  unauthorized: 'Chưa đăng nhập. Hãy mở lại đường dẫn hoặc quét lại thẻ điểm cầu.',
  revoked: 'Quyền truy cập này đã bị thu hồi. Liên hệ phòng điều hành để được cấp lại.',
  expired: 'Đường dẫn hoặc mã đã hết hạn. Xin phòng điều hành cấp mới.',
  'already-used': 'Đường dẫn hoặc mã này đã được dùng trên máy khác. Xin phòng điều hành cấp mới.',
  forbidden: 'Vai trò của bạn không được làm việc này.',
  waiting:
    'Máy này đang chờ được chấp nhận vào điểm cầu. Hãy đợi máy đang giữ điểm cầu hoặc phòng điều hành chấp nhận.',
  'no-pen': 'Máy này không giữ quyền báo số người dự. Hãy báo trên máy đang giữ quyền, hoặc xin chuyển quyền.',
  'wrong-phase': 'Phiên đang ở giai đoạn chưa cho phép việc này. Nếu đã kết thúc, hãy gọi phòng điều khiển.',
  'too-late': 'Đã quá hạn rút lại. Hãy gửi bổ sung.',
  'not-found': 'Không tìm thấy mục này. Có thể nó đã bị xóa; hãy xem lại danh sách.',
  conflict: 'Mục này vừa được người khác thay đổi. Hãy xem lại rồi làm lại nếu vẫn cần.',
  'floor-taken': 'Điểm cầu khác đang phát biểu. Bấm Xong cho điểm đó trước.',
  'no-round': 'Không có lượt điểm danh này trong phiên. Hãy chờ phòng điều hành mở lượt.',
  'sum-mismatch': 'Tổng có mặt và vắng khác số triệu tập. Sửa lại số, hoặc ghi số triệu tập mới kèm lý do.',
  'needs-confirmation': 'Số có mặt lệch nhiều so với lần trước. Xem lại rồi xác nhận.',
  'roster-invalid': 'Danh sách có dòng sai nên chưa nhập dòng nào. Sửa các dòng đó rồi nhập lại.',
  'rate-limited': 'Gửi quá nhanh. Hãy đợi một chút rồi gửi lại.',
  'too-large': 'Dữ liệu quá lớn. Hãy chia nhỏ hoặc bớt đi.',
  busy: 'Máy chủ đang nhận quá nhiều kết nối. Hãy đợi một chút rồi thử lại.',
  'not-saved': 'Chưa lưu được. Số liệu của bạn vẫn ở trên máy, hãy gửi lại sau ít giây.',
  undecided: 'Đã lưu, chờ xác nhận',
  'hub-starting': 'Máy chủ đang khởi động. Hãy đợi vài giây.',
  'hub-stopping': 'Máy chủ đang tắt hoặc khởi động lại. Hãy đợi vài giây.',
  'version-too-old': 'Trang này là bản cũ. Hãy tải lại trang.',
  'foreign-origin': 'Trang web này không được phép nối tới máy chủ. Hãy mở địa chỉ do phòng điều hành cung cấp.',
  internal: 'Máy chủ gặp lỗi. Hãy thử lại sau ít giây; nếu vẫn lỗi, báo phòng điều hành.',
};

export type ErrorsText = typeof errorsVi;
