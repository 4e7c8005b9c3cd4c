import { INSTRUCTION_TEXT_MAX, type Addressees } from '@hub/shared/model/instruction.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useMemo, useState } from 'preact/hooks';
import { Dialog } from '../../ui/dialog.tsx';
import { num } from '../../ui/text.ts';
import type { StaffActions } from '../control-props.ts';
import { t } from '../text.ts';
import { CannedTexts } from './canned-texts.tsx';
import { PointPicker } from './point-picker.tsx';

interface ComposeDialogProps {
  readonly view: BoardView;
  readonly actions: Pick<StaffActions, 'sendInstruction' | 'cannedTexts' | 'setCannedTexts'>;
  /** Points that are chosen to begin with; none: all. */
  readonly points?: readonly PointId[];
  readonly onClose: () => void;
}

export function ComposeDialog({ view, actions, points = [], onClose }: ComposeDialogProps) {
  const words = t().instructions;
  const [kind, setKind] = useState<Addressees['kind']>(points.length > 0 ? 'selection' : 'all');
  const areas = useMemo(() => areasOf(view), [view.session.rosterVersion]);
  const [area, setArea] = useState(areas[0]?.name ?? '');
  const [picked, setPicked] = useState<ReadonlySet<PointId>>(new Set(points));
  const [text, setText] = useState('');
  const [urgent, setUrgent] = useState(false);
  const addressed =
    kind === 'all'
      ? view.totals.points
      : kind === 'area'
        ? (areas.find(({ name }) => name === area)?.points ?? 0)
        : picked.size;
  const fits = text.trim() !== '' && addressed > 0;
  const to = (): Addressees => {
    if (kind === 'area') return { kind, area };
    return kind === 'all' ? { kind } : { kind, pointIds: [...picked] };
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!fits) return;
    actions.sendInstruction?.({ text: text.trim(), urgent, to: to() });
    onClose();
  };
  const choice = (one: Addressees['kind'], name: string) => (
    <label class="choice">
      <input type="radio" name="instruction-to" checked={kind === one} onChange={() => setKind(one)} />
      <span>{name}</span>
    </label>
  );
  return (
    <Dialog title={words.compose} wide onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <fieldset class="field">
          <legend>{words.toLabel}</legend>
          {choice('all', words.toAll(num(view.totals.points)))}
          {areas.length > 0 && choice('area', words.toArea)}
          {kind === 'area' && (
            <select
              class="input"
              aria-label={words.areaLabel}
              value={area}
              onChange={(event) => setArea(event.currentTarget.value)}
            >
              {areas.map(({ name, points: count }) => (
                <option key={name} value={name}>
                  {name} ({num(count)})
                </option>
              ))}
            </select>
          )}
          {choice('selection', words.toSelection)}
          {kind === 'selection' && <PointPicker view={view} picked={picked} onPick={setPicked} />}
        </fieldset>
        <label class="field">
          <span>
            {words.text} <span class="dim">{words.left(num(INSTRUCTION_TEXT_MAX - text.length))}</span>
          </span>
          <textarea
            class="input"
            data-autofocus
            rows={3}
            maxLength={INSTRUCTION_TEXT_MAX}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <CannedTexts actions={actions} onChoose={setText} />
        <label class="choice">
          <input type="checkbox" checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
          <span>{words.urgent}</span>
        </label>
        <div class="form-end">
          <button type="button" class="btn" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="submit" class="btn primary" disabled={!fits}>
            {words.sendTo(num(addressed))}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function areasOf({ rows }: BoardView): { readonly name: string; readonly points: number }[] {
  const counts = new Map<string, number>();
  for (const { area } of rows) if (area !== '') counts.set(area, (counts.get(area) ?? 0) + 1);
  return Array.from(counts, ([name, points]) => ({ name, points }));
}
