import type { NodeRole } from '../protocol/down.ts';

const role: Record<NodeRole, string> = {
  deciding: 'Đang quyết định',
  taking: 'Đang tiếp quản',
  following: 'Đi theo',
  refused: 'Không được nhận vào cụm',
  lost: 'Không trả lời',
  unknown: 'Không rõ',
};

/** The page of the hubs, for the administrator. */
export const nodesVi = {
  heading: 'Máy chủ của phiên',
  alone: 'Phiên này chạy trên một máy chủ.',
  count: (all: string): string => `${all} máy`,
  nobody: 'Hiện không máy nào quyết định: số báo và thao tác được giữ lại.',
  away: 'Máy chủ này không nối được Redis, nên không biết gì mới về các máy khác. Số liệu dưới đây là lần nghe cuối.',
  refusedHint:
    'Nhật ký của máy chủ này bắt đầu khác các máy kia, nên nó đứng ngoài. Dừng nó, lấy bản sao lưu của một máy kia rồi chạy lại từ bản đó.',
  here: 'trang này đang nối vào đây',
  node: (id: string): string => `máy ${id}`,
  role,
  fence: 'Lượt quyết định',
  heard: 'Tin cuối',
  heardAgo: (ago: string): string => `${ago} trước`,
  heardNow: 'vừa xong',
  never: 'chưa nghe thấy',
  lag: 'Còn thiếu của nhật ký',
  entries: (count: string): string => `${count} mục`,
  undecided: 'Đã lưu, chờ quyết định',
  sockets: 'Kết nối',
  version: 'Bản giao thức',
  forget: 'Loại khỏi cụm…',
  forgetTitle: (name: string): string => `Loại ${name} khỏi cụm?`,
  forgetBody:
    'Chỉ loại máy không bao giờ trở lại (hỏng ổ đĩa, đã thay). Những gì máy đó đã nhận mà chưa kịp chuyển cho máy khác sẽ mất. Các máy còn lại thôi giữ nhật ký cho nó; muốn dùng lại máy đó phải bắt đầu từ bản sao lưu của một máy khác.',
  forgetSure: 'Máy này không trở lại với ổ đĩa cũ của nó',
  forgetConfirm: 'Loại khỏi cụm',
  forgotten: 'Đã loại khỏi cụm',
};

export type NodesText = typeof nodesVi;
