import type { RosterError, RosterField, RosterPreviewRow, RosterWarning } from '@hub/shared/model/roster-check.ts';
import { useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { CIRCLE_ALERT } from '../ui/icons.ts';
import { num } from '../ui/text.ts';
import { useVirtualRows } from '../ui/virtual.ts';
import type { AdminActions, ImportPreview } from './admin-props.ts';
import { FileButton } from './file-button.tsx';
import { ImportChanges } from './import-changes.tsx';
import { previewLines, previewTabs, shortColumn, type PreviewLine, type PreviewTab } from './preview-lines.ts';
import { t } from './text.ts';

const SHOWN: readonly RosterField[] = [
  'id',
  'name',
  'shortName',
  'unit',
  'area',
  'summoned',
  'kind',
  'linkKind',
  'phone',
];
const ROW_HEIGHT = 40;

interface ImportPreviewProps {
  readonly preview: ImportPreview;
  readonly importing: boolean;
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'chooseFile' | 'importLines' | 'leaveImport'>;
}

/** What a file holds, before anything is written: what must be mended, what was guessed, and what will change. */
export function ImportPreviewPage({ preview, importing, offline, actions }: ImportPreviewProps) {
  const words = t().import;
  const { check, diff, lines, fileName } = preview;
  const tabs = previewTabs(check);
  const [tab, setTab] = useState<PreviewTab>(tabs.fix > 0 ? 'fix' : tabs.look > 0 ? 'look' : 'all');
  const [retireMissing, setRetireMissing] = useState(false);
  const [showing, setShowing] = useState(false);
  const words4: Record<PreviewTab, string> = {
    fix: words.tabFix,
    look: words.tabLook,
    ok: words.tabOk,
    all: words.tabAll,
  };
  const skipped = check.sheet.skippedRows.length;
  const source = [
    check.sheet.name === '' || check.sheet.name === fileName ? fileName : words.source(fileName, check.sheet.name),
    skipped > 0 ? words.skipped(skipped) : '',
    words.allRows(num(check.sheet.rowsRead)),
    words.nothingWritten,
  ];
  return (
    <div class="import">
      <div class="import-head">
        <h2>{check.rows.length === 0 ? words.refused : words.headline(num(tabs.fix), num(tabs.look), num(tabs.ok))}</h2>
        <p>
          {source
            .filter(Boolean)
            .map((part) => part.replace(/\.?$/, '.'))
            .join(' ')}
        </p>
        {check.rows.length > 0 && (
          <div class="seg" role="group">
            {(['fix', 'look', 'ok', 'all'] as const).map((one) => (
              <button key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)}>
                {words4[one]} {num(tabs[one])}
              </button>
            ))}
          </div>
        )}
      </div>
      <PreviewTable key={tab} preview={preview} tab={tab} />
      {tab === 'fix' && tabs.fix > 0 && <p class="import-end">{words.endFix(num(tabs.fix))}</p>}
      <footer class="import-foot">
        <FileButton class="btn" disabled={offline || importing} onFile={actions.chooseFile}>
          {words.another}
        </FileButton>
        <button type="button" class="btn ghost" disabled={importing} onClick={actions.leaveImport}>
          {words.leave}
        </button>
        <span class="import-say">
          {!check.ok ? (
            <>
              {tabs.fix > 0 && <b>{words.stillToFix(num(tabs.fix))} </b>}
              {words.allOrNothing}
            </>
          ) : (
            <>
              <button type="button" class="linkbtn" onClick={() => setShowing(true)}>
                {words.changes(num(diff.added.length), num(diff.changed.length), num(diff.unchanged.length))}
              </button>
              {diff.missing.length > 0 && (
                <label>
                  <input
                    type="checkbox"
                    checked={retireMissing}
                    onChange={(event) => setRetireMissing(event.currentTarget.checked)}
                  />
                  {words.retireMissing(num(diff.missing.length))}
                </label>
              )}
            </>
          )}
        </span>
        <button
          type="button"
          class="btn primary"
          disabled={!check.ok || offline || importing}
          onClick={() => actions.importLines(lines, retireMissing)}
        >
          {words.import(num(lines.length))}
        </button>
      </footer>
      {showing && <ImportChanges diff={diff} onClose={() => setShowing(false)} />}
    </div>
  );
}

function PreviewTable({ preview, tab }: { readonly preview: ImportPreview; readonly tab: PreviewTab }) {
  const words = t().import;
  const { heads } = t().roster;
  const { check } = preview;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = previewLines(check, tab);
  const drawn = useVirtualRows(lines.length, ROW_HEIGHT, scroller);
  const columnOf = new Map(check.columns.map((column) => [column.field, column.column]));
  const pad = (height: number) =>
    height > 0 && (
      <tr class="pad" aria-hidden="true">
        <td style={{ height: `${height}px` }} />
      </tr>
    );
  return (
    <div class="import-table" ref={scroller} tabIndex={0} role="region" aria-label={words.row}>
      <table>
        <colgroup>
          <col class="ic-row" />
          {SHOWN.map((field) => (
            <col key={field} class={`ic-${field}`} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              {words.row}
              <small>{words.inFile}</small>
            </th>
            {SHOWN.map((field) => {
              const column = columnOf.get(field);
              return (
                <th key={field} scope="col" class={field === 'summoned' ? 'r' : ''}>
                  {heads[field]}
                  <small>{column === undefined ? words.noColumn : words.columnOf(shortColumn(column))}</small>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {pad(drawn.before)}
          {drawn.items.map(({ index, key }) => {
            const line = lines[index];
            if (!line) return null;
            return line.kind === 'row' ? (
              <ValueRow key={key} row={line.row} marked={line.marked} />
            ) : (
              <IssueRow key={key} line={line} />
            );
          })}
          {pad(drawn.after)}
        </tbody>
      </table>
    </div>
  );
}

function ValueRow({ row, marked }: { readonly row: RosterPreviewRow; readonly marked: ReadonlySet<RosterField> }) {
  return (
    <tr class={`level-${row.level}`}>
      <td>{row.row}</td>
      {SHOWN.map((field) => {
        const value = row.values[field] ?? '';
        return (
          <td
            key={field}
            title={value}
            class={[field === 'summoned' && 'r', marked.has(field) && 'marked'].filter(Boolean).join(' ')}
          >
            {value === '' && marked.has(field) ? <i>{t().import.blank}</i> : value}
          </td>
        );
      })}
    </tr>
  );
}

function IssueRow({ line }: { readonly line: Extract<PreviewLine, { kind: 'issue' }> }) {
  const words = t().import;
  const { issue, level } = line;
  return (
    <tr class={`issue level-${level}`}>
      <td>{line.alone ? (issue.row === 0 ? words.wholeFile : issue.row) : ''}</td>
      <td colSpan={SHOWN.length}>
        <div class="m">
          <Icon of={CIRCLE_ALERT} size={15} weight={2} />
          <span>
            <b>{issue.column}</b> {issue.reason}
          </span>
          <span class="m-end">{advice(issue)}</span>
        </div>
      </td>
    </tr>
  );
}

function advice(issue: RosterError | RosterWarning): string {
  const words = t().import;
  if ('suggestion' in issue && issue.suggestion !== undefined) return words.suggestion(issue.suggestion);
  if ('from' in issue && issue.from !== undefined && issue.to !== undefined) return words.readAs(issue.from, issue.to);
  return '';
}
