import type { PhaseText } from './phase-vi.ts';

export const phaseEn: PhaseText = {
  enter: {
    planned: 'Back to planned',
    rehearsal: 'Begin the rehearsal',
    live: 'Go live',
    ended: 'End the session',
  },
  enterTitle: (action) => `${action}?`,
  enterBody: {
    planned: 'The rounds of this rehearsal close. Connections stay.',
    rehearsal: 'A new run begins without rounds. Figures of a rehearsal never count in reports.',
    live: 'A new run begins without rounds. Connections and open incidents stay.',
    ended: 'After the end only amendments are accepted. It can be reopened for 10 minutes.',
  },
  freezesRound: (round, reported, points) =>
    `Round ${round} is being collected and will be frozen at once, with ${reported} of ${points} points reported.`,
  readyNow: (ready, points) => `${ready} of ${points} points are ready.`,
  again: 'Rehearse again from the start',
};
