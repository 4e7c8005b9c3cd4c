import type { NodesText } from './nodes-vi.ts';

export const nodesEn: NodesText = {
  heading: 'Hubs of the session',
  alone: 'This session runs on one hub.',
  count: (all) => `${all} hubs`,
  nobody: 'No hub decides at the moment: reports and orders are kept.',
  away: 'This hub does not reach Redis, so it knows nothing new of the others. What stands below is what it heard last.',
  refusedHint:
    'The log of this hub begins otherwise than that of the others, so it stays out. Stop it, take a backup of another hub and begin again from that.',
  here: 'this page is connected here',
  node: (id) => `hub ${id}`,
  role: {
    deciding: 'Decides',
    taking: 'Is taking over',
    following: 'Follows',
    refused: 'Not admitted',
    lost: 'Does not answer',
    unknown: 'Not known',
  },
  fence: 'Term of deciding',
  heard: 'Last word',
  heardAgo: (ago) => `${ago} ago`,
  heardNow: 'just now',
  never: 'never heard',
  lag: 'Lacks of the log',
  entries: (count) => `${count} entries`,
  undecided: 'Saved, not decided',
  sockets: 'Connections',
  version: 'Protocol version',
  forget: 'Strike off…',
  forgetTitle: (name) => `Strike ${name} off?`,
  forgetBody:
    'Only for a hub that never comes back (its disk failed, it was replaced). What it had taken and not yet passed on is lost. The others no longer keep the log for it; to use that machine again, begin it from a backup of another hub.',
  forgetSure: 'This hub will not come back with its old disk',
  forgetConfirm: 'Strike off',
  forgotten: 'Struck off',
};
