import { askedItems, isPreparing } from '@hub/shared/model/checklist.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';

/** P1: for the preparation it was tapped in; what waited on a phone into another one is not taken over (S2). */
export function decideCheck({ state }: Given, { pointId, prep, item, state: word }: CommandOf<'CheckItem'>): Decision {
  const session = state.session();
  const point = rosterPoint(state, pointId);
  if (!session || !point) return refuse('not-found', 'pointId');
  if (!isPreparing(session.phase)) return refuse('wrong-phase');
  if (prep !== session.prep) return refuse('conflict', 'prep');
  if (!askedItems(point.point).includes(item)) return refuse('invalid', 'item');
  const held = point.checklist?.prep === prep ? point.checklist.checks[item] : undefined;
  if (held === word) return NOTHING;
  return happened({ type: 'ItemChecked', pointId, prep, item, state: word });
}
