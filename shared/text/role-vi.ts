import type { Role } from '../model/access.ts';

export const roleVi: Record<Role, string> = {
  operator: 'Cán bộ điểm cầu',
  technician: 'Kỹ thuật viên',
  controller: 'Phòng điều hành',
  wall: 'Màn hình lớn',
  administrator: 'Quản trị',
};
