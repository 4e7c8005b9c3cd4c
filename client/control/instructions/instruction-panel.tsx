import { instructionCode, listName } from '@hub/shared/view/names.ts';
import type { InstructionRow } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { clockTime } from '../../ui/format.ts';
import { language, num } from '../../ui/text.ts';
import type { AttentionProps } from '../attention-list.tsx';
import { t } from '../text.ts';
import { ComposeDialog } from './compose-dialog.tsx';
import { SilentDialog } from './silent-dialog.tsx';

/** What was said to the points, how far it has come, and what they wrote. */
export function InstructionPanel({ view, moment, actions, onSelect }: AttentionProps) {
  const words = t().instructions;
  const [asking, setAsking] = useState<'compose' | InstructionRow | null>(null);
  const newestFirst = [...view.instructions].reverse();
  const hint = moment.stale ? t().stale.needsHub : undefined;
  return (
    <>
      <UnreadList view={view} onSelect={onSelect} />
      <section class="sec instructions" aria-label={words.title}>
        <h2>
          {words.title}
          {actions.sendInstruction && (
            <button
              type="button"
              class="btn sm primary r"
              disabled={moment.stale || view.session.phase === 'ended'}
              title={hint}
              onClick={() => setAsking('compose')}
            >
              {words.compose}
            </button>
          )}
        </h2>
        {newestFirst.length === 0 && <p class="calm">{words.none}</p>}
        <ul>
          {newestFirst.map((row) => (
            <Instruction
              key={row.id}
              row={row}
              timeZone={view.session.timeZone}
              stale={moment.stale}
              onSilent={() => setAsking(row)}
              resend={actions.resendInstruction}
            />
          ))}
        </ul>
      </section>
      {asking === 'compose' && <ComposeDialog view={view} actions={actions} onClose={() => setAsking(null)} />}
      {asking !== null && asking !== 'compose' && (
        <SilentDialog
          row={view.instructions.find(({ id }) => id === asking.id) ?? asking}
          view={view}
          actions={actions}
          stale={moment.stale}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

interface InstructionProps {
  readonly row: InstructionRow;
  readonly timeZone: string;
  readonly stale: boolean;
  readonly onSilent: () => void;
  readonly resend: AttentionProps['actions']['resendInstruction'];
}

function Instruction({ row, timeZone, stale, onSilent, resend }: InstructionProps) {
  const words = t().instructions;
  const silent = row.addressed - row.confirmed;
  const time = (at: number): string => clockTime(at, timeZone);
  return (
    <li class={row.urgent ? 'instr urgent' : 'instr'}>
      <div class="l1">
        <b>{instructionCode(row.number, language.value)}</b>
        {row.urgent && <b class="t-error">{words.urgentMark}</b>}
        <span class="dim clip">
          {[scopeName(row), row.by].filter(Boolean).join(', ')}
          {row.resentAt !== null && `, ${words.resent(num(row.resends), time(row.resentAt))}`}
        </span>
        <span class="since">{time(row.at)}</span>
      </div>
      <p>{row.text === '' ? words.erased : row.text}</p>
      <div class="bar-of" aria-hidden="true">
        <i class="d" style={{ width: share(row.delivered, row) }} />
        <i class="s" style={{ width: share(row.seen, row) }} />
        <i class="c" style={{ width: share(row.confirmed, row) }} />
      </div>
      <div class="l2">
        <span>
          <b>{words.confirmed(num(row.confirmed), num(row.addressed))}</b>
          <span class="dim">, {words.reach(num(row.seen), num(row.delivered))}</span>
        </span>
      </div>
      {silent > 0 && (
        <div class="l2">
          <button type="button" class="linkbtn" onClick={onSilent}>
            {words.whoSilent(num(silent))}
          </button>
          {resend && (
            <button type="button" class="linkbtn" disabled={stale} onClick={() => resend(row.id)}>
              {words.resend(num(silent))}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

const share = (part: number, { addressed }: InstructionRow): string => `${(100 * part) / Math.max(1, addressed)}%`;

function scopeName({ scope, addressed }: InstructionRow): string {
  const words = t().instructions;
  const points = num(addressed);
  if (scope.kind === 'area') return words.scopeArea(scope.area, points);
  return scope.kind === 'all' ? words.scopeAll(points) : words.scopeSelection(points);
}

/** Points that wrote, and that nobody has read. */
export function UnreadList({ view, onSelect }: Pick<AttentionProps, 'view' | 'onSelect'>) {
  const words = t().instructions;
  const rows = view.rows.filter(({ unread }) => unread > 0);
  if (rows.length === 0) return null;
  return (
    <section class="sec unread" aria-label={words.unread}>
      <h2>
        {words.unread} <span class="n">{num(rows.length)}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <button type="button" class="nm clip" onClick={() => onSelect(row.id)}>
              {listName(row.name)}
            </button>
            <span class="dim">{words.unreadOf(num(row.unread))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What waits for somebody in this part: points that wrote, and instructions that not all have confirmed. */
export function instructionCount({ rows, instructions }: AttentionProps['view']): number {
  return (
    rows.filter(({ unread }) => unread > 0).length +
    instructions.filter(({ addressed, confirmed }) => confirmed < addressed).length
  );
}
