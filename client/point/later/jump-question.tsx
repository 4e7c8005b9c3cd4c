import { Dialog } from '../../ui/dialog.tsx';
import { num } from '../../ui/text.ts';
import { asked, confirm } from './jump.ts';
import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** H14: the one question before a figure that is far from the last one goes. */
export function JumpQuestion({ view, actions }: ScreenProps) {
  const words = later().jump;
  const jump = asked.value;
  if (jump === null || view.round?.id !== jump.roundId) return null;
  const close = (): void => {
    asked.value = null;
  };
  return (
    <Dialog title={words.title} onClose={close}>
      <p>{words.body(num(jump.before), num(jump.present))}</p>
      <button
        type="button"
        class="big go"
        onClick={() => {
          confirm(jump);
          actions.send();
        }}
      >
        {words.yes(num(jump.present))}
      </button>
      <button type="button" class="big line" data-autofocus onClick={close}>
        {words.no}
      </button>
    </Dialog>
  );
}
