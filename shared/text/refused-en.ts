import type { RefusedText } from './refused-vi.ts';

export const refusedEn: RefusedText = {
  onlyInteractive:
    'Only interactive points queue for the floor: the host speaks without asking, a receive-only point cannot speak.',
  givenAlready: 'Somebody else has just put this point on air with another limit. Add or take off minutes if need be.',
  roundOpen: 'A round is open already, perhaps just opened by somebody else. Freeze it first.',
  roundFrozen: 'Somebody else has frozen this round already.',
  pointsTaken: 'Another desk has just taken one of these points. None has come to you.',
  closedAlready: 'Somebody else has closed this incident already. What was written is not kept.',
  round: (name) => `Round ${name}`,
  takenBy: (points) => `Taken: ${points}`,
  minutesNow: (minutes) => `The limit is ${minutes} min now`,
};
