import { INSTRUCTION_TEXT_MAX } from '@hub/shared/model/instruction.ts';
import type { PointInstruction } from '@hub/shared/protocol/down.ts';
import { instructionCode } from '@hub/shared/view/names.ts';
import { signal } from '@preact/signals-core';
import { clockTime } from '../../ui/format.ts';
import { language } from '../../ui/text.ts';
import type { LaterProps } from './later.tsx';
import { later } from './text.ts';

interface Draft {
  readonly text: string;
  /** What is being answered, or null. */
  readonly to: Pick<PointInstruction, 'id' | 'number'> | null;
}

const EMPTY: Draft = { text: '', to: null };
const FIELD = 'message-field';
const draft = signal<Draft>(EMPTY);
/** The field is shown: it would push what matters more off a small screen. */
const isWriting = signal(false);

/** Begins an answer to an instruction. */
export function answering(to: PointInstruction): void {
  draft.value = { ...draft.peek(), to };
  write();
}

export function write(): void {
  isWriting.value = true;
  // After the field was drawn.
  setTimeout(() => document.getElementById(FIELD)?.focus());
}

/** The private conversation with the control room, and what was confirmed so far. */
export function Conversation({ view, held, actions, reading }: LaterProps) {
  const words = later().messages;
  const { text, to } = draft.value;
  const lang = language.value;
  const waiting = held.filter(({ event, refused }) => event === 'point:message' && refused === null);
  const done = view.instructions.filter(({ confirmedAt }) => confirmedAt !== null);
  const time = (at: number): string => clockTime(at, view.session.timeZone);
  const send = (event: Event): void => {
    event.preventDefault();
    const typed = text.trim();
    if (typed === '') return;
    draft.value = EMPTY;
    isWriting.value = false;
    const answer = to === null ? {} : { instructionId: to.id };
    actions.keep('point:message', { text: typed, ...answer }, words.said(typed));
  };
  return (
    <section class="sec talk">
      {(done.length > 0 || view.messages.length + waiting.length > 0) && <h2>{words.title}</h2>}
      {done.length > 0 && (
        <ul class="done-list">
          {done.map(({ id, number, confirmedAt, text: said }) => (
            <li key={id}>
              {words.confirmed(instructionCode(number, lang), time(confirmedAt ?? 0))}: {said}
            </li>
          ))}
        </ul>
      )}
      <ol class="talk-list" aria-live="polite">
        {view.messages.map((message) => (
          <li
            key={message.number}
            class={`from-${message.from}`}
            ref={message.from === 'room' && message.number > view.readUpTo ? reading.watch(message.number) : null}
          >
            <small>
              {message.from === 'room' ? words.room : words.point} {time(message.at)}
              {message.answers !== null && `, ${words.answers(instructionCode(message.answers, lang))}`}
            </small>
            {message.text === '' ? words.erased : message.text}
          </li>
        ))}
        {waiting.map(({ commandId, payload }) => (
          <li key={commandId} class="from-point waits">
            <small>{words.waits}</small>
            {String(payload['text'])}
          </li>
        ))}
      </ol>
      {view.session.phase !== 'ended' && !isWriting.value && (
        <button type="button" class="big line" onClick={write}>
          {words.write}
        </button>
      )}
      {view.session.phase !== 'ended' && isWriting.value && (
        <form onSubmit={send}>
          {to !== null && (
            <p class="hint">
              {words.answers(instructionCode(to.number, lang))}{' '}
              <button type="button" class="lnk inline" onClick={() => (draft.value = { ...draft.peek(), to: null })}>
                {words.cancel}
              </button>
            </p>
          )}
          <label class="hint" for={FIELD}>
            {words.label}
          </label>
          <textarea
            id={FIELD}
            rows={2}
            maxLength={INSTRUCTION_TEXT_MAX}
            value={text}
            onInput={(event) => (draft.value = { ...draft.peek(), text: event.currentTarget.value })}
          />
          <button type="submit" class="big go" disabled={text.trim() === ''}>
            {words.send}
          </button>
          <button type="button" class="lnk" onClick={() => (isWriting.value = false)}>
            {words.close}
          </button>
        </form>
      )}
    </section>
  );
}
