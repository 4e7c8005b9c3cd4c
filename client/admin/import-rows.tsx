import { SHORT_NAME_MAX } from '@hub/shared/model/point.ts';
import type { RosterField } from '@hub/shared/model/roster-check.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { CHECK, CIRCLE_ALERT } from '../ui/icons.ts';
import { SHOWN_FIELDS } from './import-columns.ts';
import { lineKey, remedies, type PreviewLine } from './preview-lines.ts';
import { t } from './text.ts';

/** A cell of the file and what it shows now. */
export interface Cell {
  readonly row: number;
  readonly field: RosterField;
  readonly was: string;
}

export interface RowActs {
  /** The import is under way. */
  readonly locked: boolean;
  /** The one cell that is typed anew. */
  readonly typing: (Cell & { readonly text: string }) | null;
  readonly put: (cell: Cell, value: string) => void;
  readonly type: (cell: Cell, text: string) => void;
  readonly stopTyping: (line: PreviewLine) => void;
  readonly putShortName: (cell: Cell, value: string) => void;
  readonly undo: (row: number, field: RosterField) => void;
  readonly drop: (row: number) => void;
  readonly takeBack: (row: number) => void;
  /** Mended, but not read again yet. */
  readonly isPending: (row: number, field: RosterField | null) => boolean;
}

interface LineProps<K extends PreviewLine['kind']> {
  readonly line: Extract<PreviewLine, { kind: K }>;
  /** Place in the whole table, for screen readers: the head is 1. */
  readonly position: number;
  readonly acts: RowActs;
}

export function ValueRow({ line, position, shortName, acts }: LineProps<'row'> & { readonly shortName: string }) {
  const { row, marked, mended } = line;
  return (
    <tr class={`level-${row.level}`} aria-rowindex={position} data-line={lineKey(line)}>
      <td>{row.row}</td>
      {SHOWN_FIELDS.map((field) => {
        const value = row.values[field] ?? '';
        const looks = [field === 'summoned' && 'r', marked.has(field) && 'marked', mended.has(field) && 'mended'];
        return (
          <td key={field} title={value} class={looks.filter(Boolean).join(' ')}>
            {field === 'shortName' ? (
              <ShortName
                cell={{ row: row.row, field, was: row.values.shortName ?? '' }}
                shown={shortName}
                acts={acts}
              />
            ) : value === '' && marked.has(field) ? (
              <i>{t().import.blank}</i>
            ) : (
              value
            )}
          </td>
        );
      })}
    </tr>
  );
}

interface ShortNameProps {
  readonly cell: Cell;
  readonly shown: string;
  readonly acts: RowActs;
}

function ShortName({ cell, shown, acts }: ShortNameProps) {
  // What is being typed stays as it is while the rest of the table is read again.
  const [text, setText] = useState<string | null>(null);
  const words = t();
  const put = (): void => {
    const value = text?.trim() ?? shown;
    setText(null);
    if (value !== shown) acts.putShortName(cell, value);
  };
  return (
    <input
      class="short-name"
      value={text ?? shown}
      maxLength={SHORT_NAME_MAX}
      disabled={acts.locked}
      aria-label={words.import.inRow(words.roster.heads.shortName, cell.row)}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={put}
      onKeyDown={(event) => {
        if (event.key === 'Enter') put();
        else if (event.key === 'Escape') setText(null);
      }}
    />
  );
}

export function IssueRow({ line, position, acts }: LineProps<'issue'>) {
  const words = t().import;
  const { issue, level, row } = line;
  const pending = row !== null && acts.isPending(row.row, issue.field);
  return (
    <tr
      class={['issue', `level-${level}`, pending && 'pending'].filter(Boolean).join(' ')}
      aria-rowindex={position}
      aria-busy={pending}
      data-line={lineKey(line)}
    >
      <td>{row === null ? (issue.row === 0 ? words.wholeFile : issue.row) : ''}</td>
      <td colSpan={SHOWN_FIELDS.length}>
        <div class="m">
          <Icon of={CIRCLE_ALERT} size={15} weight={2} />
          <Reason line={line} />
          {row !== null && (
            <Remedy line={line} row={row.row} was={issue.field ? (row.values[issue.field] ?? '') : ''} acts={acts} />
          )}
        </div>
      </td>
    </tr>
  );
}

/** The cell's name stands out: in the hub's sentence where it begins with it, else before it. */
function Reason({ line: { issue } }: Pick<LineProps<'issue'>, 'line'>) {
  const words = t();
  const { reason } = issue;
  const label = issue.field === null ? '' : words.roster.fields[issue.field];
  const told = 'from' in issue && issue.from !== undefined && issue.to !== undefined && !reason.includes(issue.to);
  return (
    <span class="say" title={reason}>
      {label !== '' && reason.startsWith(label) ? (
        <>
          <b>{label}</b>
          {reason.slice(label.length)}
        </>
      ) : (
        <>
          <b>{issue.column}</b> {reason}
        </>
      )}
      {told && ` ${words.import.readAs(issue.from ?? '', issue.to ?? '')}`}
    </span>
  );
}

interface RemedyProps {
  readonly line: Extract<PreviewLine, { kind: 'issue' }>;
  readonly row: number;
  readonly was: string;
  readonly acts: RowActs;
}

function Remedy({ line, row, was, acts }: RemedyProps) {
  const words = t().import;
  const { suggestion, field, canEmpty } = remedies(line.issue, line.level);
  const button = (word: string, act: () => void, quiet = false) => (
    <button
      type="button"
      class={quiet ? 'linkbtn quiet' : 'linkbtn'}
      disabled={acts.locked}
      aria-label={words.inRow(word, row)}
      onClick={act}
    >
      {word}
    </button>
  );
  const cell = field === null ? null : { row, field, was };
  if (cell && acts.typing?.row === row && acts.typing.field === field) {
    return <TypeAgain line={line} cell={cell} text={acts.typing.text} acts={acts} />;
  }
  return (
    <span class="m-end">
      {cell && suggestion !== null && button(words.suggestion(suggestion), () => acts.put(cell, suggestion))}
      {cell && button(suggestion === null ? words.typeAgain : words.typeOther, () => acts.type(cell, was))}
      {cell && canEmpty && button(words.makeEmpty, () => acts.put(cell, ''))}
      {button(words.dropRow, () => acts.drop(row), true)}
    </span>
  );
}

interface TypeAgainProps extends Pick<RemedyProps, 'line' | 'acts'> {
  readonly cell: Cell;
  readonly text: string;
}

/** Longest text the hub takes for a cell. */
const CELL_MAX = 200;

function TypeAgain({ line, cell, text, acts }: TypeAgainProps) {
  const words = t();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  return (
    <form
      class="m-end"
      onSubmit={(event) => {
        event.preventDefault();
        acts.put(cell, text.trim());
      }}
    >
      <input
        ref={input}
        class="input"
        value={text}
        maxLength={CELL_MAX}
        aria-label={words.import.newValue(words.roster.fields[cell.field], cell.row)}
        onInput={(event) => acts.type(cell, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') acts.stopTyping(line);
        }}
      />
      <button type="submit" class="btn sm primary">
        {words.import.put}
      </button>
      <button type="button" class="btn sm" onClick={() => acts.stopTyping(line)}>
        {words.cancel}
      </button>
    </form>
  );
}

export function MendedRow({ line, position, acts }: LineProps<'mended'>) {
  const all = t();
  const words = all.import;
  const { row, field, value, was } = line.mended;
  const pending = acts.isPending(row, field);
  return (
    <tr class={pending ? 'issue pending' : 'issue'} aria-rowindex={position} data-line={lineKey(line)}>
      <td />
      <td colSpan={SHOWN_FIELDS.length}>
        <div class="m">
          <Icon of={CHECK} size={15} weight={2} />
          <span class="say">
            <b>{all.roster.fields[field]}</b>{' '}
            {value === ''
              ? words.mendedEmpty(was)
              : was === ''
                ? words.mendedFromEmpty(value)
                : words.mendedTo(was, value)}
          </span>
          <span class="m-end">
            <button
              type="button"
              class="linkbtn"
              disabled={acts.locked}
              aria-label={words.inRow(words.undo, row)}
              onClick={() => acts.undo(row, field)}
            >
              {words.undo}
            </button>
          </span>
        </div>
      </td>
    </tr>
  );
}

export function DroppedRow({ line, position, acts }: LineProps<'dropped'>) {
  const words = t().import;
  const pending = acts.isPending(line.row, null);
  return (
    <tr class={pending ? 'issue dropped pending' : 'issue dropped'} aria-rowindex={position} data-line={lineKey(line)}>
      <td>{line.row}</td>
      <td colSpan={SHOWN_FIELDS.length}>
        <div class="m">
          <s class="say" title={line.text}>
            {line.text}
          </s>
          <span class="dim">{words.wasDropped}</span>
          <span class="m-end">
            <button
              type="button"
              class="linkbtn"
              disabled={acts.locked}
              aria-label={words.inRow(words.takeBack, line.row)}
              onClick={() => acts.takeBack(line.row)}
            >
              {words.takeBack}
            </button>
          </span>
        </div>
      </td>
    </tr>
  );
}
