import { TURN_MINUTES_MAX, TURN_MINUTES_MIN, type OnAirTurn } from '@hub/shared/model/floor.ts';
import { Mark } from '../../ui/mark.tsx';
import { age } from '../../ui/standing.ts';
import { num } from '../../ui/text.ts';
import { turnTimer } from '../../ui/turn-timer.ts';
import { lowerFirst, whyOf } from '../../ui/why.ts';
import { talkersOf } from '../../staff/talkers.ts';
import type { AttentionProps } from '../attention-list.tsx';
import { t } from '../text.ts';
import { nameOf } from './floor-names.ts';

interface OnAirProps extends Pick<AttentionProps, 'view' | 'moment' | 'actions' | 'onSelect'> {
  readonly turn: OnAirTurn;
  /** It has just taken the place of what stood here. */
  readonly isNew: boolean;
}

/** Who speaks and for how long, on the hub's time also when the picture is stale (S5). */
export function OnAirBlock({ turn, isNew, view, moment, actions, onSelect }: OnAirProps) {
  const words = t().floor;
  const { spoken, rest, state } = turnTimer(turn, moment.hubNow);
  const minutes = Math.round(turn.limitMs / 60_000);
  const { endTurn, limitTurn, returnTurn } = actions;
  const disabled = moment.stale || isNew;
  const name = nameOf(view, turn.pointId);
  const talks = talkersOf(view).has(turn.pointId);
  const row = view.rows.find(({ id }) => id === turn.pointId);
  return (
    <div class={`onair ${state}`} role="group" aria-label={`${words.tag}: ${name}`}>
      <div class="o1">
        <span class="tag">{words.tag}</span>
        <button type="button" class="nm clip" onClick={() => onSelect(turn.pointId)}>
          {name}
        </button>
        <span class="tm">{spoken}</span>
      </div>
      <div class="o2">
        <span>
          {words.ofMinutes(num(minutes))},{' '}
          <b>
            {state === 'over' ? `${words.timeUp}, ${words.over(rest)}` : words.left(rest)}
            {state === 'soon' && `, ${words.soon}`}
          </b>
        </span>
        {talks && <b class="talks">{t().watch.speaking}</b>}
      </div>
      {row && row.link.state !== 'up' && (
        <div class="o4" role="status">
          <Mark state={row.link.state} size={14} decorative />
          <b>{t().state[row.link.state]}</b> {age(moment.now, row.link.since, t())}
          {row.link.reasons.length > 0 && `, ${lowerFirst(whyOf(row, t()))}`}
        </div>
      )}
      {endTurn && (
        <div class="o3">
          <button
            type="button"
            class="obtn strong"
            data-next={true}
            disabled={disabled}
            onClick={() => endTurn(turn.id)}
          >
            {words.end}
          </button>
          <button
            type="button"
            class="obtn"
            aria-label={words.longerLabel}
            disabled={disabled || minutes >= TURN_MINUTES_MAX}
            onClick={() => limitTurn?.(turn.id, minutes + 1)}
          >
            {words.longer}
          </button>
          <button
            type="button"
            class="obtn"
            aria-label={words.shorterLabel}
            disabled={disabled || minutes <= TURN_MINUTES_MIN}
            onClick={() => limitTurn?.(turn.id, minutes - 1)}
          >
            {words.shorter}
          </button>
          <button type="button" class="obtn" disabled={disabled} onClick={() => returnTurn?.(turn.id, 'standby')}>
            {words.backToStandby}
          </button>
        </div>
      )}
    </div>
  );
}
