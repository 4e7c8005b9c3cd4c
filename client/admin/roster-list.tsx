import { areaName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { matches, searchText } from '@hub/shared/view/search.ts';
import { useRef, useState } from 'preact/hooks';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FindBox } from '../ui/find-box.tsx';
import { phoneNumber } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { DOWNLOAD, PLUS, UPLOAD } from '../ui/icons.ts';
import { PadRow } from '../ui/pad-row.tsx';
import { num } from '../ui/text.ts';
import { useVirtualRows } from '../ui/virtual.ts';
import type { AdminActions } from './admin-props.ts';
import { FileButton } from './file-button.tsx';
import { IngressDialog } from './ingress-dialog.tsx';
import { t } from './text.ts';

const ROW_HEIGHT = 36;
const COLUMNS = [
  'id',
  'name',
  'shortName',
  'unit',
  'area',
  'summoned',
  'kind',
  'linkKind',
  'carrier',
  'technician',
  'phone',
] as const;
/** Left out on a small screen, so that names are read whole; the form has them. */
const WIDE_ONLY: ReadonlySet<string> = new Set(['carrier', 'technician']);

interface RosterListProps {
  readonly rows: readonly PointRow[];
  readonly summoned: number;
  readonly offline: boolean;
  /** False once the session has ended: the roster is closed then. */
  readonly editable: boolean;
  readonly actions: AdminActions;
}

/** The session's points; a single one can be edited, added or retired, also while live. */
export function RosterList({ rows, summoned, offline, editable, actions }: RosterListProps) {
  const words = t().roster;
  const [query, setQuery] = useState('');
  const [retiring, setRetiring] = useState<PointRow | null>(null);
  const [sending, setSending] = useState<PointRow | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = query === '' ? rows : rows.filter((row) => matches(searchText(row), query));
  const drawn = useVirtualRows(shown.length, ROW_HEIGHT, scroller);
  const locked = offline || !editable;
  return (
    <div class="roster">
      <div class="roster-head">
        <FindBox query={query} label={words.find} onQuery={setQuery} />
        <span class="dim">{words.count(num(rows.length), num(summoned))}</span>
        <span class="roster-acts">
          {(['template', 'csv', 'xlsx'] as const).map((what) => (
            <button
              key={what}
              type="button"
              class="btn ghost"
              disabled={offline}
              onClick={() => actions.download(what)}
            >
              <Icon of={DOWNLOAD} size={14} />
              {what === 'template' ? words.template : what === 'csv' ? words.exportCsv : words.exportXlsx}
            </button>
          ))}
          <button type="button" class="btn" disabled={locked} onClick={actions.startAdd}>
            <Icon of={PLUS} size={14} />
            {words.add}
          </button>
          <FileButton class="btn primary" disabled={locked} onFile={actions.chooseFile}>
            <Icon of={UPLOAD} size={14} />
            {words.import}
          </FileButton>
        </span>
      </div>
      <div class="roster-table" ref={scroller} tabIndex={0} role="region" aria-label={t().tabs.roster}>
        <table aria-rowcount={shown.length + 1}>
          <colgroup>
            {COLUMNS.map((key) => (
              <col key={key} class={`rc-${key} ${WIDE_ONLY.has(key) ? 'only-wide' : ''}`} />
            ))}
            <col class="rc-acts" />
          </colgroup>
          <thead>
            <tr>
              {COLUMNS.map((key) => (
                <th key={key} scope="col" class={key === 'summoned' ? 'r' : WIDE_ONLY.has(key) ? 'only-wide' : ''}>
                  {words.heads[key]}
                </th>
              ))}
              <th>
                <span class="unseen">{words.edit}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <PadRow height={drawn.before} />
            {drawn.items.map(({ index }) => {
              const row = shown[index];
              return (
                row && (
                  <tr key={row.id} aria-rowindex={index + 2}>
                    <td class="dim">{row.id}</td>
                    <td title={row.name}>
                      <b>{row.name}</b>
                    </td>
                    <td>{row.shortName}</td>
                    <td class="dim" title={row.unit}>
                      {row.unit}
                    </td>
                    <td class="dim" title={row.area}>
                      {areaName(row.area)}
                    </td>
                    <td class="r">{num(row.summoned)}</td>
                    <td class="dim">{words.kinds[row.kind]}</td>
                    <td class="dim">
                      {row.linkKind === 'ingress' ? (
                        <button
                          type="button"
                          class="linkbtn"
                          disabled={locked}
                          aria-label={`${words.linkKinds[row.linkKind]}: ${t().ingress.open(row.name)}`}
                          title={t().ingress.open(row.name)}
                          onClick={() => setSending(row)}
                        >
                          {words.linkKinds[row.linkKind]}
                        </button>
                      ) : (
                        words.linkKinds[row.linkKind]
                      )}
                    </td>
                    <td class="dim only-wide">{row.carrier}</td>
                    <td class="dim only-wide">{row.technician}</td>
                    <td class="dim">{row.phone === null ? '' : phoneNumber(row.phone)}</td>
                    <td class="row-acts">
                      <button
                        type="button"
                        class="linkbtn"
                        disabled={locked}
                        aria-label={words.editPoint(row.name)}
                        onClick={() => actions.startEdit(row.id)}
                      >
                        {words.edit}
                      </button>
                      <button
                        type="button"
                        class="linkbtn quiet"
                        disabled={locked}
                        aria-label={`${words.retire}: ${row.name}`}
                        onClick={() => setRetiring(row)}
                      >
                        {words.retire}
                      </button>
                    </td>
                  </tr>
                )
              );
            })}
            <PadRow height={drawn.after} />
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">{rows.length === 0 ? words.empty : words.nothingFound}</p>}
      </div>
      {sending && <IngressDialog point={sending} actions={actions} onClose={() => setSending(null)} />}
      {retiring && (
        <ConfirmDialog
          title={words.retireTitle(retiring.name)}
          body={words.retireBody}
          confirm={words.retire}
          cancel={t().cancel}
          danger
          onConfirm={() => actions.retirePoint(retiring.id)}
          onClose={() => setRetiring(null)}
        />
      )}
    </div>
  );
}
