import type { PointView } from '@hub/shared/protocol/down.ts';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { WIFI_OFF } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { lasted } from '../ui/text.ts';
import type { Offline } from './point-props.ts';
import { t } from './text.ts';

interface StateBandProps {
  readonly view: PointView;
  readonly now: number;
  readonly offline: Offline | null;
}

/**
 * The first thing the eye meets: how the control room sees this point. A screen reader says each change of it once; the
 * clock that runs in it is read only where somebody goes.
 */
export function StateBand({ view, now, offline }: StateBandProps) {
  const words = t();
  if (offline) {
    const since = lasted(now - offline.since);
    return (
      <section class="state offline" aria-live="polite">
        <Icon of={WIFI_OFF} size={34} weight={2.25} />
        <div>
          <div class="l">{offline.network ? words.offlineHub : words.offlineNetwork}</div>
          <div class="w" aria-live="off">
            {offline.network ? words.offlineHubWord(since) : words.offlineWord(since)}
          </div>
          {offline.pictureAt !== null && (
            <div class="l">{words.pictureOf(clockTime(offline.pictureAt, view.session.timeZone))}</div>
          )}
        </div>
      </section>
    );
  }
  const { state, since } = view.link;
  const word = words.state[state];
  return (
    <section class={`state s-${state}`} aria-live="polite">
      <Mark state={state} size={36} decorative />
      <div>
        <div class="l">{seenAs(view)}</div>
        <div class={`w t-${state}`}>
          {word}
          {state !== 'up' && state !== 'absent' && <span aria-live="off">, {lasted(now - since)}</span>}
        </div>
      </div>
    </section>
  );
}

function seenAs({ link, faults }: PointView): string {
  const words = t();
  const [reason] = link.reasons;
  if (link.state === 'up') return words.seenWell;
  if (link.state === 'left') return words.saidGoodbye;
  if (reason === undefined) return words.notSeenYet;
  const [reported] = faults;
  if (reason === 'operator-reported' && reported?.fault === 'audio') return words.seen['no-audio'];
  if (reason === 'operator-reported' && reported?.fault === 'video') return words.seen['no-video'];
  return words.seen[reason];
}
