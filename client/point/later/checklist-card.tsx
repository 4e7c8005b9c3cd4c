import type { CheckItem, CheckState } from '@hub/shared/model/checklist.ts';
import { useState } from 'preact/hooks';
import { Icon } from '../../ui/icon.tsx';
import { CHECK } from '../../ui/icons.ts';
import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** P1: what is looked at before the session, two buttons a line; one line once all is in order. */
export function ChecklistCard({ view, held, actions }: ScreenProps) {
  const words = later().checklist;
  const [opened, setOpened] = useState(false);
  const { checklist } = view;
  if (checklist === null) return null;
  const { prep } = checklist;
  const items = checklist.items.map(({ item, state }) => ({ item, state: expected(held, item, prep) ?? state }));
  const done = items.every(({ state }) => state === 'ok');
  if (done && !opened) {
    return (
      <section class="sec">
        <button type="button" class="big line checked" onClick={() => setOpened(true)}>
          <Icon of={CHECK} size={22} weight={3} />
          {words.done}
        </button>
      </section>
    );
  }
  const say = (item: CheckItem, state: CheckState): void =>
    actions.keep('point:checklist', { prep, item, state }, `${words.item[item]}: ${words.state[state]}`);
  return (
    <section class="sec">
      <h2>{words.title}</h2>
      {items.map(({ item, state }) => (
        <div class="check" role="group" aria-label={words.item[item]} key={item}>
          <span>{words.item[item]}</span>
          {(['ok', 'problem'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={state === one} onClick={() => say(item, one)}>
              {words.state[one]}
            </button>
          ))}
        </div>
      ))}
    </section>
  );
}

/** What the newest tap that the hub has not answered will make of it. */
function expected(held: ScreenProps['held'], item: CheckItem, prep: number): CheckState | null {
  let state: CheckState | null = null;
  for (const { event, payload, refused } of held) {
    if (event !== 'point:checklist' || refused !== null) continue;
    if (payload['item'] === item && payload['prep'] === prep) state = payload['state'] === 'ok' ? 'ok' : 'problem';
  }
  return state;
}
