import type { Role } from '../model/access.ts';

export const roleEn: Record<Role, string> = {
  operator: 'Operator of a point',
  technician: 'Technician',
  controller: 'Control room',
  wall: 'Wall',
  administrator: 'Administrator',
};
