import type { BoardView } from '@hub/shared/view/row.ts';
import type { RefObject } from 'preact';
import { Age } from '../ui/age.tsx';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { COPY, SEARCH } from '../ui/icons.ts';
import { Notices } from '../ui/notice.tsx';
import { Switches } from '../ui/switches.tsx';
import type { Moment, Panel, StaffActions } from './control-props.ts';
import { PhaseChip } from './phase-chip.tsx';
import { SoundSwitch, type SoundControl } from './sound-switch.tsx';
import { switchTo, t } from './text.ts';

interface BarProps {
  readonly view: BoardView;
  readonly moment: Moment;
  /** What is shown is of then: it has a time, and no age. */
  readonly isPast: boolean;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onFindKey: (event: KeyboardEvent) => void;
  /** For the shortcut that jumps into the search. */
  readonly finder: RefObject<HTMLInputElement | null>;
  readonly onCopyLine: () => void;
  readonly onPanel: (panel: Panel) => void;
  readonly actions: StaffActions;
  readonly sound: SoundControl;
}

export function Bar({
  view,
  moment,
  isPast,
  query,
  onQuery,
  onFindKey,
  finder,
  onCopyLine,
  onPanel,
  actions,
  sound,
}: BarProps) {
  const words = t();
  const { session } = view;
  return (
    <header class="bar">
      <h1 class="name">{words.product}</h1>
      {!moment.stale && <PhaseChip view={view} isPast={isPast} actions={actions} />}
      <span class="sess">
        <span class="clip">{session.title}</span>
        <Notices of="done" />
      </span>
      <label class="find">
        <Icon of={SEARCH} size={14} />
        <input
          ref={finder}
          type="search"
          value={query}
          placeholder={words.find}
          aria-label={words.find}
          onInput={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={onFindKey}
        />
        <kbd class="only-wide">/</kbd>
      </label>
      <button type="button" class="btn ghost sm" title={words.board.palette.title} onClick={() => onPanel('palette')}>
        {words.board.palette.button}
        <kbd class="only-wide">Ctrl K</kbd>
      </button>
      <span class="age">
        {isPast ? (
          <b>{words.replay.word}</b>
        ) : (
          <>
            {!moment.stale && <i />}
            <Age moment={moment} words={words} />
          </>
        )}
      </span>
      <SoundSwitch sound={sound} />
      <button
        type="button"
        class="iconbtn"
        title={`${words.copyLine} (S)`}
        aria-label={words.copyLine}
        onClick={onCopyLine}
      >
        <Icon of={COPY} />
      </button>
      <button
        type="button"
        class="iconbtn"
        title={`${words.board.keys.title} (?)`}
        aria-label={words.board.keys.title}
        onClick={() => onPanel('keys')}
      >
        ?
      </button>
      <Switches switchTo={switchTo} />
      <span class="clock">{clockTime(moment.hubNow, session.timeZone, true)}</span>
    </header>
  );
}
