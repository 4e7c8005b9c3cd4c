import { commonVi } from './common-vi.ts';
import { staffVi } from './staff-vi.ts';

export const technicianVi = {
  ...commonVi,
  ...staffVi,
  title: 'Kỹ thuật viên',
  up: 'thông suốt',
  openIncidents: 'sự cố mở',
  all: 'Tất cả',
  mine: 'Của tôi',
  find: 'Tìm',
  findPoint: 'Tìm điểm cầu',
  stateFilter: 'Lọc theo trạng thái',
  tableLabel: 'Bảng đường truyền',
  columns: {
    state: 'Trạng thái',
    name: 'Điểm cầu',
    since: 'Bao lâu',
    why: 'Vì sao',
    owner: 'Phụ trách',
    rttMs: 'Trễ ms',
    lossPct: 'Mất %',
    jitterMs: 'Jitter',
    bitrateKbps: 'kbit/s',
    fps: 'Hình/giây',
    soundLevel: 'Tiếng',
    path: 'Đường',
    trail: '5 phút, kbit/s',
  },
  /** UDP is as it should be, and goes without saying. */
  detour: { tcp: 'Hình đi qua TCP, mạng chặn UDP', relay: 'Hình đi vòng qua máy chủ TURN' },
  televisionOnly: 'Xem truyền hình, không đo',
  /** In the cells of the rates, where the picture is ready and nobody has it open. */
  resting: 'nghỉ, chưa ai xem',
  restingWhy: 'Camera sẵn sàng. Chưa màn hình nào xem nên chưa gửi hình.',
  soundMuted: 'tắt',
  soundMutedWhy: 'Micrô đang tắt, không tiếng nào được gửi đi',
  talks: 'đang nói',
  soundLabel: (level: string): string => `Mức tiếng ${level} trên 100`,
  trailLabel: (name: string): string => `kbit/s của ${name} trong 5 phút`,
  nothingFound: 'Không có điểm cầu nào khớp',
  emptyRoster: 'Chưa có điểm cầu. Quản trị nhập danh sách ở trang Quản trị.',
};

export type TechnicianText = typeof technicianVi;
