import type { RosterCheck } from '@hub/shared/model/roster-check.ts';
import { useMemo, useRef, useState } from 'preact/hooks';
import { num } from '../ui/text.ts';
import type { AdminActions, ImportPreview, ImportStage } from './admin-props.ts';
import { FileButton } from './file-button.tsx';
import { ImportChanges } from './import-changes.tsx';
import { editCount, NO_EDITS } from './import-edits.ts';
import { ImportTable } from './import-table.tsx';
import { PREVIEW_TABS, previewLines, previewTabs, type PreviewTab } from './preview-lines.ts';
import { t } from './text.ts';

interface ImportPreviewProps {
  readonly stage: Extract<ImportStage, { kind: 'preview' }>;
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'chooseFile' | 'editImport' | 'importLines' | 'leaveImport'>;
}

type Tabs = Record<PreviewTab, number>;

/** What a file holds, before anything is written: what must be mended, what was guessed, and what will change. */
export function ImportPreviewPage({ stage, offline, actions }: ImportPreviewProps) {
  const words = t().import;
  const { preview, edits, checking, importing } = stage;
  const { check } = preview;
  const tabs = useMemo(() => previewTabs(check), [check]);
  const [tab, setTab] = useState<PreviewTab>(tabs.fix > 0 ? 'fix' : tabs.look > 0 ? 'look' : 'all');
  const lines = useMemo(() => previewLines(check, tab, preview.edits), [preview, tab]);
  const importButton = useRef<HTMLButtonElement>(null);
  const rows = tabs.fix + tabs.look + tabs.ok;
  const tabWords: Record<PreviewTab, string> = {
    fix: words.tabFix,
    look: words.tabLook,
    ok: words.tabOk,
    dropped: words.tabDropped,
    all: words.tabAll,
  };
  return (
    <div class="import">
      <div class="import-head">
        <h2>{tabs.all === 0 ? words.refused : headline(tabs)}</h2>
        <p>
          {sourceOf(preview, tabs)}
          {editCount(edits) > 0 && (
            <>
              {' '}
              {words.edited(num(editCount(edits)))}{' '}
              <button
                type="button"
                class="linkbtn"
                disabled={importing}
                onClick={() => actions.editImport({ ...NO_EDITS })}
              >
                {words.undoAll}
              </button>
            </>
          )}
        </p>
        {tabs.all > 0 && (
          <div class="seg" role="group">
            {PREVIEW_TABS.filter((one) => one !== 'dropped' || tabs.dropped > 0 || tab === one).map((one) => (
              <button key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)}>
                {tabWords[one]} {num(tabs[one])}
              </button>
            ))}
          </div>
        )}
      </div>
      <ImportTable
        key={tab}
        preview={preview}
        lines={lines}
        edits={edits}
        locked={importing}
        onEdit={actions.editImport}
        onNothingLeft={() => importButton.current?.focus()}
      />
      {tabs.all > 0 && (tab === 'fix' || lines.length === 0) && (
        <p class="import-end" role="status">
          {tab !== 'fix' ? words.noneHere : tabs.fix > 0 ? words.endFix(num(tabs.fix)) : words.noneToFix}
        </p>
      )}
      <footer class="import-foot">
        <FileButton class="btn" disabled={offline || importing} onFile={actions.chooseFile}>
          {words.another}
        </FileButton>
        <button type="button" class="btn ghost" disabled={importing} onClick={actions.leaveImport}>
          {words.leave}
        </button>
        <ImportEnd
          stage={stage}
          fix={tabs.fix}
          rows={rows}
          offline={offline}
          actions={actions}
          importButton={importButton}
        />
      </footer>
      {checking && (
        <span class="unseen" role="status">
          {words.checking}
        </span>
      )}
    </div>
  );
}

interface ImportEndProps extends ImportPreviewProps {
  readonly fix: number;
  readonly rows: number;
  readonly importButton: { current: HTMLButtonElement | null };
}

/** What stands in the way of the one button that writes, or what it will change. */
function ImportEnd({ stage, fix, rows, offline, actions, importButton }: ImportEndProps) {
  const words = t().import;
  const { preview, edits, checking, importing } = stage;
  const { check, diff, lines } = preview;
  const [retireMissing, setRetireMissing] = useState(false);
  const [showing, setShowing] = useState(false);
  // What the button would write must be what the hub read last.
  const unchecked = edits !== preview.edits;
  return (
    <>
      <span class="import-say">
        {unchecked ? (
          checking ? (
            words.checking
          ) : (
            <>
              <b>{words.notChecked}</b>
              <button type="button" class="linkbtn" onClick={() => actions.editImport(edits)}>
                {t().retry}
              </button>
            </>
          )
        ) : !check.ok ? (
          <>
            {fix > 0 && <b>{words.stillToFix(num(fix))} </b>}
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
        ref={importButton}
        type="button"
        class="btn primary"
        disabled={!check.ok || unchecked || offline || importing}
        onClick={() => actions.importLines(lines, retireMissing)}
      >
        {words.import(num(rows))}
      </button>
      {showing && <ImportChanges diff={diff} onClose={() => setShowing(false)} />}
    </>
  );
}

function headline(tabs: Tabs): string {
  const words = t().import;
  const dropped = tabs.dropped > 0 ? words.droppedToo(num(tabs.dropped)) : '';
  return words.headline(num(tabs.fix), num(tabs.look), num(tabs.ok)) + dropped;
}

function sourceOf({ file, check }: ImportPreview, tabs: Tabs): string {
  const words = t().import;
  const skipped = skippedCount(check);
  const parts = [
    check.sheet.name === '' || check.sheet.name === file.name ? file.name : words.source(file.name, check.sheet.name),
    skipped > 0 ? words.skipped(skipped) : '',
    words.allRows(num(tabs.all)),
    words.nothingWritten,
  ];
  return parts
    .filter(Boolean)
    .map((part) => part.replace(/\.?$/, '.'))
    .join(' ');
}

/** Titles, totals and the like; what the person left out is counted apart. */
function skippedCount({ sheet }: RosterCheck): number {
  return sheet.skippedRows.filter(({ kind }) => kind !== 'dropped').length;
}
