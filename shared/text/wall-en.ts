import { commonEn } from './common-en.ts';
import { staffEn } from './staff-en.ts';
import type { WallText } from './wall-vi.ts';

export const wallEn: WallText = {
  ...commonEn,
  ...staffEn,
  onAir: 'ON AIR',
  title: 'Wall',
  linksLabel: 'Up / points',
  presentLabel: 'Present / summoned',
  noRound: 'No round opened yet',
  reportedPoints: 'reported',
  cutOff: 'This hub is cut off',
  unvouchedPoints: (points) => `${points} points`,
  unvouchedWhy: 'not verified',
  waits: (reports) => `${reports} waiting`,
  peopleUnknown: (people) => `${people} people unknown`,
  groupLost: (area, count) => `${area}, ${count} points`,
  together: (name) => `all on ${name}`,
  moreTroubles: (count) => `and ${count} more points`,
  allWell: 'No link is in trouble',
  whole: (count) => `all ${count}`,
  needLook: 'Attention',
  page: (page, pages) => `Page ${page}/${pages}: by area`,
  troublePage: (page, pages) => `Page ${page}/${pages}: attention`,
  thenAreas: '; then the first areas',
  turnsItself: 'turns every 12 seconds',
  staleLine: (time, ago) => `Stopped at ${time}, ${ago} ago`,
  stalePresent: (present, summoned, reported, covered) =>
    `${present}/${summoned} present, ${reported}/${covered} points reported`,
  staleLinks: (up, points) => `Then ${up}/${points} up`,
};
