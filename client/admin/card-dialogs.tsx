import { CARDS_PER_PRINT_MAX } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { groupedCode } from '@hub/shared/view/card-layout.ts';
import type { SessionView } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { COPY, DOWNLOAD, PRINTER } from '../ui/icons.ts';
import { language, num } from '../ui/text.ts';
import type { PrintWish } from './card-files.ts';
import { endOfDay, isLoopback, proposedDay } from './card-status.ts';
import type { SpokenCode } from './cards-desk.ts';
import { t } from './text.ts';

interface PrintDialogProps {
  readonly points: readonly PointId[];
  /** Where the cards send a phone. */
  readonly address: string;
  /** Of the one point, or null for several. */
  readonly name: string | null;
  /** What printing ends. */
  readonly ending: { readonly cards: number; readonly devices: number };
  readonly session: Pick<SessionView, 'plannedAt' | 'timeZone'>;
  readonly hubNow: number;
  readonly onPrint: (wish: PrintWish, how: 'page' | 'pdf') => void;
  readonly onClose: () => void;
}

/** Says what printing ends before it is done; this is the second press. */
export function PrintDialog({ points, address, name, ending, session, hubNow, onPrint, onClose }: PrintDialogProps) {
  const words = t().cards;
  const [day, setDay] = useState(() => proposedDay(session.plannedAt, hubNow, session.timeZone));
  const until = endOfDay(day, hubNow, session.timeZone);
  const tooMany = points.length > CARDS_PER_PRINT_MAX;
  const fault = until.kind === 'past' ? words.untilPast : until.kind === 'far' ? words.untilFar : '';
  const print = (how: 'page' | 'pdf'): void => {
    if (until.kind !== 'good' || tooMany) return;
    onPrint({ points, expiresAt: until.expiresAt, lang: language.peek() }, how);
    onClose();
  };
  const disabled = until.kind !== 'good' || tooMany;
  return (
    <Dialog
      title={name === null ? words.printTitle(num(points.length)) : words.printTitleOne(name)}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" data-autofocus onClick={onClose}>
            {t().cancel}
          </button>
          <button type="button" class="btn" disabled={disabled} onClick={() => print('pdf')}>
            <Icon of={DOWNLOAD} size={14} />
            {words.asPdf}
          </button>
          <button type="button" class="btn primary" disabled={disabled} onClick={() => print('page')}>
            <Icon of={PRINTER} size={14} />
            {words.asPage}
          </button>
        </>
      }
    >
      {ending.cards > 0 ? (
        <p class="card-warning">
          {words.replaces(num(ending.cards))} {ending.devices > 0 && words.putsOut(num(ending.devices))}
        </p>
      ) : (
        <p>{words.replacesNone}</p>
      )}
      {isLoopback(address) && <p class="card-warning">{words.loopback(address)}</p>}
      <p class="dim">{words.keep}</p>
      <label class="field card-until">
        <span>{words.until}</span>
        <input
          class="input"
          type="date"
          value={day}
          aria-invalid={fault !== ''}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
      </label>
      <p class="t-error" role="status">
        {tooMany ? words.tooMany(num(CARDS_PER_PRINT_MAX)) : fault}
      </p>
    </Dialog>
  );
}

interface SpokenCodeProps {
  readonly spoken: SpokenCode;
  readonly address: string;
  readonly name: string;
  readonly timeZone: string;
  readonly onCopy: (text: string) => void;
  readonly onClose: () => void;
}

/** A code with how to say it, because by telephone a B is a D is a P. */
export function SpokenCodeDialog({ spoken, address, name, timeZone, onCopy, onClose }: SpokenCodeProps) {
  const words = t().cards;
  const { code, expiresAt } = spoken;
  return (
    <Dialog
      title={words.codeTitle(name)}
      onClose={onClose}
      wide
      actions={
        <>
          <button type="button" class="btn" onClick={() => onCopy(groupedCode(code))}>
            <Icon of={COPY} size={14} />
            {words.copyCode}
          </button>
          <button type="button" class="btn primary" data-autofocus onClick={onClose}>
            {t().access.done}
          </button>
        </>
      }
    >
      <p>{words.codeHow(address)}</p>
      <ol class="spoken" aria-label={groupedCode(code)}>
        {[...code].map((letter, index) => (
          <li key={index}>
            <b>{letter}</b>
            <span>{words.spoken[letter]}</span>
          </li>
        ))}
      </ol>
      {expiresAt !== null && <p class="dim">{words.codeOnce(clockTime(expiresAt, timeZone))}</p>}
    </Dialog>
  );
}
