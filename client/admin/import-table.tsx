import type { RosterField } from '@hub/shared/model/roster-check.ts';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { PadRow } from '../ui/pad-row.tsx';
import { useVirtualRows } from '../ui/virtual.ts';
import type { ImportPreview } from './admin-props.ts';
import { dropRow, mend, takeRowBack, unmend, type ImportEdits } from './import-edits.ts';
import { DroppedRow, IssueRow, MendedRow, ValueRow, type Cell, type RowActs } from './import-rows.tsx';
import { SHOWN_FIELDS } from './import-columns.ts';
import { lineKey, nextLine, shortColumn, type PreviewLine } from './preview-lines.ts';
import { t } from './text.ts';

const ROW_HEIGHT = 40;

interface ImportTableProps {
  readonly preview: ImportPreview;
  readonly lines: readonly PreviewLine[];
  /** What is mended now; the preview may still show the moment before. */
  readonly edits: ImportEdits;
  readonly locked: boolean;
  readonly onEdit: (edits: ImportEdits) => void;
  /** The last line that asked for something is gone. */
  readonly onNothingLeft: () => void;
}

/** The file's rows under one tab, each with what is to be said and done about it. Only the lines in sight are drawn. */
export function ImportTable({ preview, lines, edits, locked, onEdit, onNothingLeft }: ImportTableProps) {
  const words = t().import;
  const { heads } = t().roster;
  const { check } = preview;
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useVirtualRows(lines.length, ROW_HEIGHT, scroller);
  const [typing, setTyping] = useState<(Cell & { readonly text: string }) | null>(null);
  const columnOf = useMemo(() => new Map(check.columns.map(({ field, column }) => [field, column])), [check]);
  const focus = useFocus({ preview, lines, scroller, scrollTo: drawn.scrollTo, onNothingLeft });

  const edit = (row: number, next: ImportEdits): void => {
    focus.acted(row);
    onEdit(next);
  };
  const acts: RowActs = {
    locked,
    typing,
    put: ({ row, field, was }, value) => {
      setTyping(null);
      edit(row, mend(edits, { row, field, value, was }));
    },
    type: (cell, text) => setTyping({ ...cell, text }),
    stopTyping: (line) => {
      setTyping(null);
      focus.goTo(line);
    },
    // Nothing goes away with it, so the hands stay where they are.
    putShortName: ({ row, field, was }, value) => onEdit(mend(edits, { row, field, value, was })),
    undo: (row, field) => edit(row, unmend(edits, row, field)),
    drop: (row) => edit(row, dropRow(edits, row)),
    takeBack: (row) => edit(row, takeRowBack(edits, row)),
    isPending: (row, field) =>
      edits !== preview.edits &&
      (edits.dropRows.includes(row) !== preview.edits.dropRows.includes(row) ||
        valueAt(edits, row, field) !== valueAt(preview.edits, row, field)),
  };
  return (
    <div class="import-table" ref={scroller} tabIndex={0} role="region" aria-label={words.row}>
      <table aria-rowcount={lines.length + 1}>
        <colgroup>
          <col class="ic-row" />
          {SHOWN_FIELDS.map((field) => (
            <col key={field} class={`ic-${field}`} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              {words.row}
              <small>{words.inFile}</small>
            </th>
            {SHOWN_FIELDS.map((field) => {
              return (
                <th key={field} scope="col" class={field === 'summoned' ? 'r' : ''}>
                  {heads[field]}
                  <small>{columnWord(field, columnOf.get(field))}</small>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          <PadRow height={drawn.before} />
          {drawn.items.map(({ index }) => {
            const line = lines[index];
            if (!line) return null;
            const key = lineKey(line);
            const position = index + 2;
            switch (line.kind) {
              case 'row':
                return <ValueRow key={key} line={line} position={position} shortName={shortNameOf(line)} acts={acts} />;
              case 'issue':
                return <IssueRow key={key} line={line} position={position} acts={acts} />;
              case 'mended':
                return <MendedRow key={key} line={line} position={position} acts={acts} />;
              case 'dropped':
                return <DroppedRow key={key} line={line} position={position} acts={acts} />;
            }
          })}
          <PadRow height={drawn.after} />
        </tbody>
      </table>
    </div>
  );

  /** The one the point will get: the file's, the typed one, the session's, or one that is proposed. */
  function shortNameOf({ row }: Extract<PreviewLine, { kind: 'row' }>): string {
    const typed = valueAt(edits, row.row, 'shortName');
    if (typed !== undefined && typed !== '') return typed;
    return (row.point === null ? undefined : preview.lines[row.point]?.shortName) ?? row.values.shortName ?? '';
  }
}

function columnWord(field: RosterField, column: string | undefined): string {
  const words = t().import;
  if (column !== undefined) return words.columnOf(shortColumn(column));
  return field === 'shortName' ? words.proposed : words.noColumn;
}

function valueAt({ mended }: ImportEdits, row: number, field: RosterField | null): string | undefined {
  return mended.find((one) => one.row === row && one.field === field)?.value;
}

interface FocusPorts extends Pick<ImportTableProps, 'preview' | 'lines' | 'onNothingLeft'> {
  readonly scroller: { current: HTMLDivElement | null };
  readonly scrollTo: (index: number) => void;
}

/** Where the keyboard is after a line went away: on the next one that asks for something, or on what ends the work. */
function useFocus({ preview, lines, scroller, scrollTo, onNothingLeft }: FocusPorts) {
  const actedRow = useRef<number | null>(null);
  const wanted = useRef<string | null>(null);
  const goTo = (line: PreviewLine): void => {
    wanted.current = lineKey(line);
    const at = lines.findIndex((one) => lineKey(one) === wanted.current);
    if (at >= 0) scrollTo(at);
  };
  useLayoutEffect(() => {
    const row = actedRow.current;
    actedRow.current = null;
    // Only what lost its place is moved: the person may have gone elsewhere meanwhile.
    if (row === null || !isNowhere()) return;
    const next = nextLine(lines, row);
    if (next === null) onNothingLeft();
    else goTo(next);
  }, [preview]);
  // After every drawing: a line far away is drawn only once it was scrolled to.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const line = scroller.current?.querySelector(`[data-line="${CSS.escape(wanted.current)}"]`);
    const target = line?.querySelector<HTMLElement>('button:not(:disabled)');
    if (!target) return;
    wanted.current = null;
    target.focus();
  });
  return {
    goTo,
    acted: (row: number): void => {
      actedRow.current = row;
    },
  };
}

function isNowhere(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body;
}
