import { commonEn } from './common-en.ts';
import { staffEn } from './staff-en.ts';
import type { TechnicianText } from './technician-vi.ts';

export const technicianEn: TechnicianText = {
  ...commonEn,
  ...staffEn,
  title: 'Technician',
  up: 'up',
  openIncidents: 'open incidents',
  all: 'All',
  mine: 'Mine',
  find: 'Find',
  findPoint: 'Find a point',
  stateFilter: 'Filter by state',
  tableLabel: 'Table of links',
  columns: {
    state: 'State',
    name: 'Point',
    since: 'For',
    why: 'Why',
    owner: 'In charge',
    rttMs: 'RTT ms',
    lossPct: 'Loss %',
    jitterMs: 'Jitter',
    bitrateKbps: 'kbit/s',
    fps: 'Frames/s',
    soundLevel: 'Sound',
    path: 'Path',
    trail: '5 min, kbit/s',
  },
  detour: { tcp: 'Picture goes by TCP, the network blocks UDP', relay: 'Picture goes round by a TURN server' },
  televisionOnly: 'Watches television, not measured',
  soundLabel: (level) => `Sound level ${level} of 100`,
  trailLabel: (name) => `kbit/s of ${name} over 5 minutes`,
  nothingFound: 'No point matches',
  emptyRoster: 'No points yet. The administrator imports the list on the admin page.',
};
