import type { RosterLine } from '@hub/shared/model/point.ts';
import { LINK_KINDS, POINT_KINDS } from '@hub/shared/model/point.ts';
import { useId, useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { BLANK_DRAFT, draftOfLine, lineOfDraft, type DraftFaults, type RosterDraft } from './roster-draft.ts';
import { t } from './text.ts';

interface PointFormProps {
  /** Null adds a point. */
  readonly line: RosterLine | null;
  readonly taken: ReadonlySet<string>;
  /** Known values, offered while typing. */
  readonly known: { readonly [K in 'area' | 'block' | 'carrier' | 'technician']: readonly string[] };
  readonly onSave: (line: RosterLine, isNew: boolean) => void;
  readonly onClose: () => void;
}

/** One point of the roster, everything at once; the code of an existing point stays. */
export function PointForm({ line, taken, known, onSave, onClose }: PointFormProps) {
  const words = t().roster;
  const formId = useId();
  const [draft, setDraft] = useState<RosterDraft>(line ? draftOfLine(line) : BLANK_DRAFT);
  const [faults, setFaults] = useState<DraftFaults>({});
  const set = (key: keyof RosterDraft, value: string): void => setDraft({ ...draft, [key]: value });
  const submit = (event: Event): void => {
    event.preventDefault();
    const result = lineOfDraft(draft, line ? new Set() : taken, words);
    if (!result.ok) return setFaults(result.faults);
    onSave(result.line, line === null);
  };

  const input = (key: keyof RosterDraft, hint = '') => {
    const list = key in known ? `${formId}-${key}` : undefined;
    const fault = faults[key];
    const field = key === 'contactName' ? words.fields.contactName : words.fields[key];
    return (
      <label class={key === 'name' || key === 'unit' ? 'field two' : 'field'}>
        <span>
          {field}
          {hint !== '' && <small>, {hint}</small>}
        </span>
        <input
          class="input"
          value={draft[key]}
          disabled={key === 'id' && line !== null}
          data-autofocus={key === (line ? 'name' : 'id') || undefined}
          list={list}
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : `${formId}-${key}-fault`}
          onInput={(event) => set(key, event.currentTarget.value)}
        />
        {fault !== undefined && (
          <em class="t-error" id={`${formId}-${key}-fault`}>
            {fault}
          </em>
        )}
      </label>
    );
  };
  const choice = <K extends string>(key: 'kind' | 'linkKind', values: readonly K[], named: Record<K, string>) => (
    <label class="field">
      <span>{words.fields[key]}</span>
      <select class="input" value={draft[key]} onChange={(event) => set(key, event.currentTarget.value)}>
        {values.map((value) => (
          <option key={value} value={value}>
            {named[value]}
          </option>
        ))}
      </select>
    </label>
  );

  return (
    <Dialog
      wide
      title={line ? words.editPoint(line.name) : words.addTitle}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="submit" form={formId} class="btn primary">
            {words.save}
          </button>
        </>
      }
    >
      <form id={formId} class="point-form" onSubmit={submit} noValidate>
        {input('id', line ? '' : words.codeHint)}
        {input('name')}
        {input('shortName', words.shortHint)}
        {input('unit')}
        {input('block')}
        {input('area')}
        {input('summoned')}
        {choice('kind', POINT_KINDS, words.kinds)}
        {choice('linkKind', LINK_KINDS, words.linkKinds)}
        {input('carrier')}
        {input('backupLine')}
        {input('technician')}
        {input('contactName')}
        {input('phone')}
        {input('backupPhone')}
        {input('longitude')}
        {input('latitude')}
      </form>
      {(['area', 'block', 'carrier', 'technician'] as const).map((key) => (
        <datalist key={key} id={`${formId}-${key}`}>
          {known[key].map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      ))}
    </Dialog>
  );
}
