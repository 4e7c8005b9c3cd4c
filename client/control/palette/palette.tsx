import { listName } from '@hub/shared/view/names.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAttend } from '../../staff/charge.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Mark } from '../../ui/mark.tsx';
import { language } from '../../ui/text.ts';
import { switchTheme } from '../../ui/theme.ts';
import type { Look, Panel } from '../control-props.ts';
import { toFloor } from '../floor/to-floor.ts';
import { ComposeDialog } from '../instructions/compose-dialog.tsx';
import { ReportDialog } from '../report-dialog.tsx';
import { FreezeDialog, RoundDialog } from '../round-dialogs.tsx';
import { switchTo, t } from '../text.ts';
import { findPoints, matching, pointOffers, roomOffers, type PointAct, type RoomAct } from './acts.ts';
import type { Offer, Surroundings } from './acts.ts';

interface PaletteProps extends Omit<Surroundings, 'words' | 'view'> {
  readonly view: BoardView;
  readonly onSelect: (pointId: PointId) => void;
  readonly onLook: (look: Look) => void;
  readonly onCopyLine: () => void;
  /** Null: closed. */
  readonly onPanel: (panel: Panel | null) => void;
}

/** What is asked further before anything is done. */
type Question =
  | { readonly kind: 'open-round' }
  | { readonly kind: 'freeze' }
  | { readonly kind: 'instruct-all' }
  | { readonly kind: 'report' | 'instruct' | 'take-over'; readonly pointId: PointId };

const POINTS_SHOWN = 8;

/** Finds a point and acts on it, or does what can be done in the room, from the keyboard. */
export function Palette(props: PaletteProps) {
  const { view, actions, moment, own, onSelect, onPanel } = props;
  const words = t();
  const [query, setQuery] = useState('');
  const [pointId, setPointId] = useState<PointId | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const close = (): void => onPanel(null);
  if (question) return <Asked question={question} {...props} onClose={close} />;
  const surroundings = { view, actions, moment, own, words };
  const row = pointId === null ? undefined : view.rows.find(({ id }) => id === pointId);

  const doRoom = (act: RoomAct): void => {
    if (act === 'open-round' || act === 'freeze' || act === 'instruct-all') return setQuestion({ kind: act });
    if (act === 'late' || act === 'roll-up' || act === 'keys') return onPanel(act);
    close();
    if (act === 'map' || act === 'grid' || act === 'table' || act === 'pictures') props.onLook(act);
    else if (act === 'floor') toFloor();
    else if (act === 'copy') props.onCopyLine();
    else if (act === 'theme') switchTheme();
    else if (act === 'language') void switchTo(language.peek() === 'vi' ? 'en' : 'vi');
    else if (view.session.round) actions.remind?.(view.session.round.id, 'all');
  };
  const doPoint = (act: PointAct, of: PointRow): void => {
    if (act.kind === 'report' || act.kind === 'instruct') return setQuestion({ kind: act.kind, pointId: of.id });
    if (act.kind === 'take' && of.ownerId !== null) return setQuestion({ kind: 'take-over', pointId: of.id });
    close();
    if (act.kind === 'open') onSelect(of.id);
    else if (act.kind === 'call') dial(act.number);
    else if (act.kind === 'take') actions.takePoints?.([of.id], false);
    else if (act.kind === 'floor') actions.addToFloor?.(of.id);
    else if (act.kind === 'remind' && view.session.round) actions.remind?.(view.session.round.id, [of.id]);
    else if (act.kind === 'acknowledge') {
      actions.acknowledge?.(view.incidents.filter((one) => one.status === 'open' && one.pointId === of.id));
    }
  };
  const step = (next: PointId | null): void => {
    setPointId(next);
    setQuery('');
  };
  const lines: Line[] = row
    ? matching(pointOffers(row, surroundings), query).map((offer) => offerLine(offer, () => doPoint(offer.act, row)))
    : [
        ...findPoints(view.rows, query, POINTS_SHOWN).map((found) => ({
          id: `point-${found.id}`,
          body: <PointLine row={found} />,
          run: () => step(found.id),
        })),
        ...matching(roomOffers(surroundings), query).map((offer) => offerLine(offer, () => doRoom(offer.act))),
      ];
  const palette = words.board.palette;
  return (
    <Dialog title={row ? listName(row.name) : palette.title} onClose={close}>
      <Chooser
        key={pointId ?? 'room'}
        label={row ? palette.promptPoint(listName(row.name)) : palette.prompt}
        query={query}
        onQuery={setQuery}
        lines={lines}
        onBack={row ? () => step(null) : undefined}
      />
      <p class="dim small">{row ? palette.hintPoint : palette.hint}</p>
    </Dialog>
  );
}

interface Line {
  readonly id: string;
  readonly body: ComponentChildren;
  readonly run: () => void;
  readonly blocked?: string | undefined;
}

function offerLine<A>(offer: Offer<A>, run: () => void): Line {
  const body = (
    <>
      <span>{offer.word}</span>
      {offer.blocked ? <small>{offer.blocked}</small> : offer.key && <kbd>{offer.key}</kbd>}
    </>
  );
  return { id: `act-${offer.word}`, body, run, blocked: offer.blocked };
}

function PointLine({ row }: { readonly row: PointRow }) {
  const words = t();
  return (
    <>
      <Mark state={row.link.state} size={14} decorative />
      <span class="clip">
        <b>{listName(row.name)}</b> <small>{row.id}</small>
      </span>
      <small>{words.state[row.link.state]}</small>
    </>
  );
}

interface ChooserProps {
  readonly label: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly lines: readonly Line[];
  readonly onBack: (() => void) | undefined;
}

/** A field and the list it narrows: the focus stays in the field, the arrows move in the list. */
function Chooser({ label, query, onQuery, lines, onBack }: ChooserProps) {
  const listId = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const chosen = Math.min(at, lines.length - 1);
  useLayoutEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' }), [chosen]);
  const run = (line: Line | undefined): void => {
    if (line && !line.blocked) line.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // An input method that composes "ế" has these keys for itself.
    if (event.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && lines.length > 0) setAt((chosen + by + lines.length) % lines.length);
    else if (event.key === 'Enter') run(lines[chosen]);
    else if (event.key === 'Backspace' && query === '' && onBack) onBack();
    else return;
    event.preventDefault();
  };
  const optionId = (place: number): string => `${listId}-${place}`;
  return (
    <div class="palette">
      <input
        ref={field}
        class="input"
        data-autofocus
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={lines.length > 0 ? optionId(chosen) : undefined}
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => {
          onQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul ref={list} id={listId} role="listbox" aria-label={label}>
        {lines.map((line, place) => (
          <li
            key={line.id}
            id={optionId(place)}
            role="option"
            aria-selected={place === chosen}
            aria-disabled={line.blocked !== undefined}
            onClick={() => run(line)}
          >
            {line.body}
          </li>
        ))}
      </ul>
      {lines.length === 0 && <p class="empty">{t().board.palette.nothing}</p>}
    </div>
  );
}

/** The dialog that the drawer or the figures would have opened. */
function Asked({ question, onClose, ...props }: PaletteProps & { question: Question; onClose: () => void }) {
  const { view, actions } = props;
  const words = t();
  const { round, rounds } = view.session;
  if (question.kind === 'open-round') {
    return actions.openRound ? <RoundDialog rounds={rounds} onOpen={actions.openRound} onClose={onClose} /> : null;
  }
  if (question.kind === 'freeze') {
    return actions.freezeRound && round ? (
      <FreezeDialog round={round} totals={view.totals} onFreeze={actions.freezeRound} onClose={onClose} />
    ) : null;
  }
  if (question.kind === 'instruct-all') return <ComposeDialog view={view} actions={actions} onClose={onClose} />;
  const row = view.rows.find(({ id }) => id === question.pointId);
  if (!row) return null;
  if (question.kind === 'instruct') {
    return <ComposeDialog view={view} actions={actions} points={[row.id]} onClose={onClose} />;
  }
  if (question.kind === 'report') return <ReportFor row={row} {...props} onClose={onClose} />;
  const owner = row.owner ?? words.shift.unnamed;
  return (
    <ConfirmDialog
      title={words.shift.takeOverTitle(owner)}
      body={words.shift.takeOverBody(listName(row.name), owner)}
      confirm={words.shift.take}
      cancel={words.cancel}
      onConfirm={() => actions.takePoints?.([row.id], true)}
      onClose={onClose}
    />
  );
}

function ReportFor({ row, view, actions, onClose }: PaletteProps & { row: PointRow; onClose: () => void }) {
  const { round, phase } = view.session;
  const { reportFor } = actions;
  useAttend(actions.attend, row.id, 'report');
  return round && reportFor ? (
    <ReportDialog
      row={row}
      round={round}
      before={row.headcount?.present ?? null}
      isEnded={phase === 'ended'}
      onSend={(report) => reportFor(row.id, report)}
      onClose={onClose}
    />
  ) : null;
}

/** As a tap on a telephone link does. */
function dial(number: string): void {
  const link = document.createElement('a');
  link.href = `tel:${number}`;
  link.click();
}
