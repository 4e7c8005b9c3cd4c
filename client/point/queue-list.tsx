import type { Fault } from '@hub/shared/model/link.ts';
import type { Held, NotTaken, QueuedCommand } from '../link/durable-queue.ts';
import { Icon } from '../ui/icon.tsx';
import { CIRCLE_ALERT, CLOCK } from '../ui/icons.ts';
import { num } from '../ui/text.ts';
import type { PointActions } from './point-props.ts';
import { t } from './text.ts';

interface QueueListProps {
  /** Without the report that has a card of its own. */
  readonly held: readonly Held[];
  readonly offline: boolean;
  readonly actions: Pick<PointActions, 'dismiss'>;
}

/** What was tapped and has no answer yet, and what was refused until somebody has read why. */
export function QueueList({ held, offline, actions }: QueueListProps) {
  const words = t().queue;
  return (
    <>
      {held.map((one) => (
        <section class="sec" key={one.commandId} role={one.refused === null ? 'status' : 'alert'}>
          <div class="card">
            <span class={one.refused === null ? '' : 't-error'}>
              <Icon of={one.refused === null ? CLOCK : CIRCLE_ALERT} size={30} weight={2.25} />
            </span>
            <div class="w">{nameOf(one)}</div>
            <div class="y">
              {one.refused !== null
                ? words.refused(whyNot(one.refused))
                : !offline
                  ? one.tick
                    ? t().errors.undecided
                    : words.sending
                  : one.safe
                    ? words.kept
                    : words.unkept}
            </div>
          </div>
          {one.refused !== null && (
            <button type="button" class="big line" onClick={() => actions.dismiss(one.commandId)}>
              {words.read}
            </button>
          )}
        </section>
      ))}
    </>
  );
}

/** What the person did, in the words of the button. */
export function nameOf({ event, payload, label }: QueuedCommand): string {
  if (label) return label;
  const { faults, word, queue } = t();
  if (event === 'point:word') return payload['seesAndHears'] === true ? word.yes : word.no;
  if (event === 'point:headcount') return queue.report(num(Number(payload['present'])));
  return (payload['present'] === true ? faults.fault : faults.restored)[payload['fault'] as Fault];
}

export function whyNot(refused: NotTaken): string {
  const words = t();
  if (refused === 'other-device') return words.queue.otherDevice;
  return refused === 'outdated' ? words.queue.outdated : words.errors[refused];
}
