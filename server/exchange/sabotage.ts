import { wantedBreak } from '../platform/wanted-break.ts';

/** Deliberate breaks, which the simulation must catch every one of, and the checker with real hubs some. Never set in service. */
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

export function readNodeSabotage(env: Readonly<Record<string, string | undefined>>): NodeSabotage | null {
  const wanted = wantedBreak(env);
  return NODE_SABOTAGES.find((each) => each === wanted) ?? null;
}
