import type { Fault } from '@hub/shared/model/link.ts';
import { effect } from '@preact/signals-core';
import { notify } from '../../ui/notice.tsx';
import { t } from '../text.ts';
import type { ReadingPorts } from './reading.ts';
import { later } from './text.ts';

/** A fault that the desks closed vanishes from the page: whoever reported it is told, or would wonder. */
export function announceMended({ view, held }: Pick<ReadingPorts, 'view' | 'held'>): void {
  let known: readonly Fault[] = [];
  const takenBack = new Set<Fault>();
  effect(() => {
    for (const { event, payload } of held.value) {
      if (event === 'point:fault' && payload['present'] === false) takenBack.add(payload['fault'] as Fault);
    }
    if (view.value === null) return;
    const now = view.value.faults.map(({ fault }) => fault);
    for (const fault of known) {
      if (now.includes(fault)) continue;
      if (!takenBack.delete(fault)) notify('done', later().faults.closed(t().faults.fault[fault]));
    }
    known = now;
  });
}
