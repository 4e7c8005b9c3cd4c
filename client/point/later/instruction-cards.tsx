import type { PointInstruction } from '@hub/shared/protocol/down.ts';
import { instructionCode } from '@hub/shared/view/names.ts';
import { clockTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { BELL, CHECK, CLOCK } from '../../ui/icons.ts';
import { mayToneSound } from '../../ui/tones.ts';
import { language } from '../../ui/text.ts';
import { answering } from './conversation.tsx';
import type { LaterProps } from './later.tsx';
import { later } from './text.ts';

/** What the control room asks of the point, newest first, and how to say that it was understood. */
export function InstructionCards(props: LaterProps) {
  // After the end nothing is to be done any more.
  if (props.view.session.phase === 'ended') return null;
  const open = props.view.instructions.filter(({ confirmedAt }) => confirmedAt === null).reverse();
  return (
    <>
      {open.map((one) => (
        <InstructionCard key={one.id} one={one} {...props} />
      ))}
    </>
  );
}

function InstructionCard({ one, view, held, actions, reading }: LaterProps & { readonly one: PointInstruction }) {
  const words = later().instructions;
  const code = instructionCode(one.number, language.value);
  const isSaid = held.some(
    ({ event, payload, refused }) =>
      event === 'instruction:confirm' && payload['instructionId'] === one.id && refused === null,
  );
  const at = (time: number): string => clockTime(time, view.session.timeZone);
  return (
    <section class={one.urgent ? 'sec instr urgent' : 'sec instr'} ref={reading.watch(one.id)} role="alert">
      <h2>
        <b>
          {one.urgent && <Icon of={BELL} size={20} weight={2.25} />} {one.urgent ? words.urgent : words.title}
        </b>
        <span>
          {code}, {at(one.at)}
          {one.resentAt !== null && `, ${words.again(at(one.resentAt))}`}
        </span>
      </h2>
      <p class="instr-text">{one.text === '' ? words.erased : one.text}</p>
      {one.urgent && !mayToneSound() && <p class="hint">{words.touch}</p>}
      {isSaid ? (
        <p class="hint">
          <Icon of={CLOCK} size={18} weight={2} /> {words.confirming}
        </p>
      ) : (
        <button
          type="button"
          class="big go"
          onClick={() => actions.keep('instruction:confirm', { instructionId: one.id }, words.said(code))}
        >
          <Icon of={CHECK} size={22} weight={2.5} />
          {words.confirm}
        </button>
      )}
      <button type="button" class="lnk" onClick={() => answering(one)}>
        {words.answer}
      </button>
    </section>
  );
}
