import type { LinkState, LinkStatus } from '@hub/shared/model/link.ts';
import type { Contact } from '@hub/shared/model/point.ts';
import type { Round } from '@hub/shared/model/session.ts';
import type { DeviceView, HeadcountRevision } from '@hub/shared/protocol/down.ts';
import { accounted } from '@hub/shared/model/headcount.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { clockTime, phoneNumber } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { lasted, num } from '../ui/text.ts';
import { lowerFirst, whyOf } from '../ui/why.ts';
import type { StaffActions } from './control-props.ts';
import { STRIP_WIDTH, stripPieces } from './history-strip.ts';
import { t } from './text.ts';

const STRIP_HEIGHT = 26;
/** The worse, the taller: the strip can be read without colour. */
const BAR_HEIGHT: Record<LinkState, number> = {
  up: 8,
  joining: 8,
  absent: 2,
  left: 2,
  impaired: 16,
  unknown: 20,
  lost: 26,
};

interface HistoryProps {
  readonly history: readonly LinkStatus[];
  readonly now: number;
  readonly timeZone: string;
}

const HOUR_MS = 3_600_000;
/** As many changes as the hub keeps of a point. */
const HISTORY_KEPT = 200;

/** The states of a point as one strip: of the last hour, or since the run began. */
export function History({ history, now, timeZone }: HistoryProps) {
  const words = t().drawer;
  const [span, setSpan] = useState<'hour' | 'session'>('hour');
  const first = history[0];
  if (!first) return null;
  const from = span === 'hour' ? now - HOUR_MS : first.since;
  const isCut = history.length >= HISTORY_KEPT && from <= first.since;
  return (
    <div class="dsec">
      <h3>
        <span class="spans" role="group" aria-label={words.history}>
          {(['hour', 'session'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={span === one} onClick={() => setSpan(one)}>
              {one === 'hour' ? words.lastHour : words.sinceStart}
            </button>
          ))}
        </span>
        <span>{words.range(clockTime(from, timeZone), clockTime(now, timeZone))}</span>
      </h3>
      <svg class="history" viewBox={`0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {stripPieces(history, from, now).map(({ state, x, width }, i) => (
          <rect
            key={i}
            class={`mk-${state}`}
            fill="currentColor"
            x={x}
            y={STRIP_HEIGHT - BAR_HEIGHT[state]}
            width={width}
            height={BAR_HEIGHT[state]}
          />
        ))}
      </svg>
      {isCut && <p class="dim small">{words.historyCut(num(history.length))}</p>}
    </div>
  );
}

const EVENTS_SHOWN = 8;

export function Events({ history, timeZone }: Omit<HistoryProps, 'now'>) {
  const words = t();
  const latest = history.slice(-EVENTS_SHOWN).reverse();
  if (latest.length === 0) return null;
  return (
    <div class="dsec">
      <h3>{words.drawer.events}</h3>
      <ul class="events">
        {latest.map((status, i) => (
          <li key={i}>
            <span class="dim">{clockTime(status.since, timeZone, true)}</span>
            <Mark state={status.state} size={12} decorative />
            <span class="clip">
              {[
                words.state[status.state],
                status.state === 'up' ? '' : lowerFirst(whyOf({ link: status, faults: [] }, words)),
              ]
                .filter(Boolean)
                .join(': ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RevisionsProps {
  readonly revisions: readonly HeadcountRevision[];
  readonly rounds: readonly Round[];
  readonly timeZone: string;
}

/** H6: every revision, newest first; the one that counts stands out. */
export function Revisions({ revisions, rounds, timeZone }: RevisionsProps) {
  const words = t();
  return (
    <>
      {[...rounds].reverse().map((round) => {
        const own = revisions.filter((revision) => revision.roundId === round.id).reverse();
        const counted = own.find((revision) => revision.counts && !revision.amendment);
        const late = own.find((revision) => revision.counts && revision.amendment);
        return (
          <div class="dsec" key={round.id}>
            <h3>
              {words.drawer.headcount}, {words.roundName(round).toLowerCase()}
              {counted && <span>{words.drawer.declared(num(accounted(counted)), num(counted.summoned))}</span>}
            </h3>
            {late && (
              <p class="late">
                <b>{words.amendedTitle(num(late.present))}</b>
                {!counted && `, ${words.drawer.frozenUnknown}`}
              </p>
            )}
            {own.length === 0 && <p class="dim">{words.drawer.nothingYet}</p>}
            {own.map((revision, i) => (
              <Revision key={i} revision={revision} timeZone={timeZone} />
            ))}
          </div>
        );
      })}
    </>
  );
}

/** Why the number summoned is another one, or the report came after the end. */
const reasonWord = (reason: NonNullable<HeadcountRevision['reason']>): string =>
  reason === 'queued' ? t().drawer.queued : t().report.sumReason[reason];

function Revision({ revision, timeZone }: { readonly revision: HeadcountRevision; readonly timeZone: string }) {
  const words = t().drawer;
  const marks = [
    revision.onBehalf ? words.onBehalf : '',
    revision.amendment ? words.late : '',
    !revision.counts && !revision.amendment ? words.notCounted : '',
    revision.reason === null ? '' : words.reason(num(revision.summoned), reasonWord(revision.reason)),
  ].filter(Boolean);
  const absent = [
    revision.excused > 0 ? words.excused(num(revision.excused)) : '',
    revision.unexcused > 0 ? words.unexcused(num(revision.unexcused)) : '',
    revision.guests > 0 ? words.guests(num(revision.guests)) : '',
  ].filter(Boolean);
  return (
    <div class={revision.counts ? 'rev' : 'rev old'}>
      <span>{clockTime(revision.at, timeZone)}</span>
      <b>{words.present(num(revision.present))}</b>
      <span>{absent.join(', ')}</span>
      <span class="by">{[revision.by, ...marks].filter(Boolean).join(', ')}</span>
      {revision.note !== '' && <q>{revision.note}</q>}
    </div>
  );
}

interface DevicesProps {
  readonly row: PointRow;
  readonly devices: readonly DeviceView[];
  readonly actions: StaffActions;
  readonly now: number;
  readonly timeZone: string;
  readonly stale: boolean;
}

/** L8: who holds the pen, who helps, who waits to be let in. */
export function Devices({ row, devices, actions, now, timeZone, stale }: DevicesProps) {
  const all = t();
  const words = all.drawer;
  const [revoking, setRevoking] = useState<DeviceView | null>(null);
  const { admit, revoke } = actions;
  const heardWords = ({ connected, lastHeardAt }: DeviceView): string => {
    if (connected) return words.connected;
    if (lastHeardAt === null) return words.neverConnected;
    return words.lastHeard(lasted(now - lastHeardAt), clockTime(lastHeardAt, timeZone));
  };
  const button = (word: string, act: () => void) => (
    <button type="button" class="btn sm" disabled={stale} title={stale ? all.stale.needsHub : undefined} onClick={act}>
      {word}
    </button>
  );
  return (
    <div class="dsec">
      <h3>{words.devices}</h3>
      {devices.length === 0 && <p class="dim">{words.noDevice}</p>}
      {devices.map((device) => (
        <div class="device" key={device.id}>
          <span>
            <b>{device.label}</b>
            <small>
              {words.standing[device.standing]}, {heardWords(device)}
            </small>
          </span>
          <span class="device-acts">
            {device.standing === 'waiting' && admit && (
              <>
                {button(words.admitAssistant, () => admit(row.id, device.id, 'assistant'))}
                {button(words.admitTakeOver, () => admit(row.id, device.id, 'take-over'))}
              </>
            )}
            {revoke && button(words.revoke, () => setRevoking(device))}
          </span>
        </div>
      ))}
      {revoking && (
        <ConfirmDialog
          title={words.revokeTitle(revoking.label)}
          body={words.revokeBody}
          confirm={words.revoke}
          cancel={all.cancel}
          danger
          onConfirm={() => revoke?.(revoking.id)}
          onClose={() => setRevoking(null)}
        />
      )}
    </div>
  );
}

export function Contacts({ row, contact }: { readonly row: PointRow; readonly contact: Contact }) {
  const all = t();
  const words = all.drawer;
  const line = (word: string, value: string, phone = false) =>
    value === '' ? null : (
      <div class="kv">
        <span>{word}</span>
        {phone ? <a href={`tel:${value}`}>{phoneNumber(value)}</a> : <b>{value}</b>}
      </div>
    );
  return (
    <div class="dsec">
      <h3>
        {words.contact}
        <span>{contact.name}</span>
      </h3>
      {line(words.phone, contact.phone, true)}
      {line(words.backupPhone, contact.backupPhone, true)}
      {line(words.technician, row.technician)}
      {line(words.videoPath, all.linkKind[row.linkKind])}
      {line(words.backupLine, row.backupLine)}
    </div>
  );
}
