/** Deliberate breaks for the simulation, which must catch every one. Never set in service. */
export const NODE_SABOTAGES = [
  'double-apply',
  'entry-alone',
  'never-rewind',
  'ignore-line',
  'safe-when-alone',
  'no-republish',
  'no-command-republish',
  'settle-too-early',
  'trim-too-early',
  'forget-after-rewind',
  'forget-members',
  'adopt-before-carrier',
  'skip-gaps',
] as const;
export type NodeSabotage = (typeof NODE_SABOTAGES)[number];
