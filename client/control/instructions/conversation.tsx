import { INSTRUCTION_TEXT_MAX } from '@hub/shared/model/instruction.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointDetail, PointInstruction } from '@hub/shared/protocol/down.ts';
import { instructionCode } from '@hub/shared/view/names.ts';
import { useState } from 'preact/hooks';
import { clockTime } from '../../ui/format.ts';
import { language } from '../../ui/text.ts';
import type { StaffActions } from '../control-props.ts';
import { t } from '../text.ts';

interface ConversationProps {
  readonly pointId: PointId;
  readonly detail: PointDetail;
  readonly actions: Pick<StaffActions, 'sendMessage' | 'readMessages'>;
  readonly timeZone: string;
  readonly stale: boolean;
  readonly ended: boolean;
}

/** The private conversation with one point, in its drawer. */
export function Conversation({ pointId, detail, actions, timeZone, stale, ended }: ConversationProps) {
  const words = t().instructions;
  const { messages, readBy, instructions } = detail;
  const [text, setText] = useState('');
  const newest = messages[messages.length - 1];
  const unread = messages.filter(({ from, number }) => from === 'point' && number > readBy.room).length;
  const send = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    actions.sendMessage?.(pointId, text.trim());
    setText('');
  };
  return (
    <div class="dsec talk">
      <h3>
        {words.talk}
        {unread > 0 && newest && actions.readMessages && (
          <button
            type="button"
            class="linkbtn"
            disabled={stale}
            onClick={() => actions.readMessages?.(pointId, newest.number)}
          >
            {words.markRead}
          </button>
        )}
      </h3>
      {instructions.length > 0 && (
        <ul class="told">
          {instructions.map((one) => (
            <li key={one.id}>
              <b>{instructionCode(one.number, language.value)}</b> {one.text === '' ? words.erased : one.text}{' '}
              <span class="dim">{reachOf(one, (at) => clockTime(at, timeZone))}</span>
            </li>
          ))}
        </ul>
      )}
      {messages.length === 0 && <p class="dim">{words.talkNone}</p>}
      <ol class="talk-list">
        {messages.map(({ number, at, from, by, text: said, answers }) => (
          <li key={number} class={from === 'point' && number > readBy.room ? 'point unread' : from}>
            <small>
              {from === 'room' ? by || words.room : words.point} {clockTime(at, timeZone)}
              {answers !== null && `, ${words.answers(instructionCode(answers, language.value))}`}
              {from === 'room' && number <= readBy.point && `, ${words.readByPoint}`}
            </small>
            {said === '' ? words.erased : said}
          </li>
        ))}
      </ol>
      {actions.sendMessage && !ended && (
        <form class="talk-form" onSubmit={send}>
          <input
            class="input"
            value={text}
            maxLength={INSTRUCTION_TEXT_MAX}
            placeholder={words.write}
            aria-label={words.write}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="btn" disabled={stale || text.trim() === ''}>
            {words.send}
          </button>
        </form>
      )}
    </div>
  );
}

/** How far an instruction has come at one point. */
export function reachOf(
  {
    deliveredAt,
    seenAt,
    confirmedAt,
  }: Pick<PointInstruction, 'deliveredAt' | 'seenAt'> & {
    readonly confirmedAt?: number | null;
  },
  time: (at: number) => string,
): string {
  const words = t().instructions;
  if (confirmedAt) return words.confirmedAt(time(confirmedAt));
  if (seenAt !== null) return words.seen(time(seenAt));
  return deliveredAt !== null ? words.delivered(time(deliveredAt)) : words.notDelivered;
}
