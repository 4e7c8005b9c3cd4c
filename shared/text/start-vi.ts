import type { Role } from '../model/access.ts';
import { commonVi } from './common-vi.ts';

const page: Record<Role, string> = {
  operator: 'Trang điểm cầu',
  technician: 'Trang kỹ thuật viên',
  controller: 'Phòng điều hành',
  wall: 'Màn hình lớn',
  administrator: 'Trang quản trị',
};

/** The page for whoever comes without a link. */
export const startVi = {
  ...commonVi,
  title: 'Điểm Cầu Hub',
  what: 'Theo dõi đường truyền và số người dự của các điểm cầu trong một phiên trực tuyến.',
  howTitle: 'Vào bằng cách nào',
  how: [
    'Cán bộ điểm cầu: quét mã QR trên thẻ điểm cầu, hoặc mở đường dẫn được gửi.',
    'Phòng điều hành, kỹ thuật viên, quản trị: mở đường dẫn được cấp.',
    'Không mở được đường dẫn: gõ mã 10 ký tự vào ô bên dưới.',
  ],
  code: 'Mã đăng nhập',
  codeHint: '10 ký tự, không phân biệt chữ hoa chữ thường',
  enter: 'Vào',
  codeShort: (missing: number): string => `Còn thiếu ${missing} ký tự.`,
  codeLong: 'Mã chỉ có 10 ký tự. Nếu là đường dẫn, hãy mở trong trình duyệt.',
  codeLetter: (letter: string): string => `Mã không có ký tự “${letter}”. Xem lại trên thẻ.`,
  signedIn: 'Máy này đã đăng nhập',
  page,
  ask: 'Chưa có thẻ hay đường dẫn: gọi phòng điều hành của phiên.',
};

export type StartText = typeof startVi;
