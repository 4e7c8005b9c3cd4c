import { GRANT_KINDS, ROLES, type GrantKind, type Role } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { AccessList, GrantView } from '@hub/shared/protocol/down.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { calendarDay, clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { COPY, LINK } from '../ui/icons.ts';
import type { AdminActions, GrantWish, Minted } from './admin-props.ts';
import { t } from './text.ts';

interface AccessPageProps {
  /** Null while it is being fetched. */
  readonly access: AccessList | null;
  readonly rows: readonly PointRow[];
  readonly minted: Minted | null;
  readonly ownDeviceId: string | null;
  readonly hubNow: number;
  readonly timeZone: string;
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'mint' | 'forgetMinted' | 'copy' | 'revokeGrant' | 'revokeDevice'>;
}

/** Who may come in, by what, and who has. Secrets are told once; here are only their traces. */
export function AccessPage(props: AccessPageProps) {
  const { access, minted, actions, offline, timeZone } = props;
  const words = t().access;
  const [minting, setMinting] = useState(false);
  const [revoking, setRevoking] = useState<{ readonly name: string; readonly act: () => void } | null>(null);
  const moment = (at: number): string => `${clockTime(at, timeZone)}, ${calendarDay(at, timeZone)}`;
  const named = (label: string, role: Role, pointId: string | null): string =>
    [label || words.role[role], pointId].filter(Boolean).join(', ');
  const revoke = (name: string, act: () => void) => (
    <button
      type="button"
      class="linkbtn quiet"
      disabled={offline}
      aria-label={words.revokeTitle(name)}
      onClick={() => setRevoking({ name, act })}
    >
      {words.revoke}
    </button>
  );
  return (
    <div class="access">
      <div class="access-head">
        <h2>{words.grants}</h2>
        <button type="button" class="btn primary" disabled={offline} onClick={() => setMinting(true)}>
          <Icon of={LINK} size={14} />
          {words.mint}
        </button>
      </div>
      {access === null ? (
        <p class="empty">{t().loading}</p>
      ) : (
        <>
          <table>
            <tbody>
              {access.grants.map((grant) => {
                const name = named(grant.label, grant.role, grant.pointId);
                const open = grant.revokedAt === null;
                return (
                  <tr key={grant.id} class={open ? '' : 'gone'}>
                    <td>{words.grantKind[grant.kind]}</td>
                    <td>
                      <b>{name}</b>
                    </td>
                    <td class="dim">{words.role[grant.role]}</td>
                    <td class="dim">{moment(grant.mintedAt)}</td>
                    <td>{statusOf(grant, props.hubNow, moment)}</td>
                    <td class="row-acts">{open && revoke(name, () => actions.revokeGrant(grant.id))}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {access.grants.length === 0 && <p class="empty">{words.noGrants}</p>}
          <h2>{words.devices}</h2>
          <table>
            <tbody>
              {access.devices.map((device) => {
                const name = named(device.label, device.role, device.pointId);
                const open = device.revokedAt === null;
                const own = device.id === props.ownDeviceId;
                return (
                  <tr key={device.id} class={open ? '' : 'gone'}>
                    <td>{device.connected ? words.connected : words.disconnected}</td>
                    <td>
                      <b>{name}</b>
                      {own && <span class="dim"> ({words.you})</span>}
                    </td>
                    <td class="dim">{words.role[device.role]}</td>
                    <td class="dim">{moment(device.claimedAt)}</td>
                    <td>{device.revokedAt === null ? '' : words.revoked(moment(device.revokedAt))}</td>
                    <td class="row-acts">{open && !own && revoke(name, () => actions.revokeDevice(device.id))}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {access.devices.length === 0 && <p class="empty">{words.noDevices}</p>}
        </>
      )}
      {minting && (
        <MintDialog
          rows={props.rows}
          onMint={actions.mint}
          onClose={() => {
            setMinting(false);
          }}
        />
      )}
      {minted && <MintedDialog minted={minted} moment={moment} onCopy={actions.copy} onClose={actions.forgetMinted} />}
      {revoking && (
        <ConfirmDialog
          title={words.revokeTitle(revoking.name)}
          body={words.revokeBody}
          confirm={words.revoke}
          cancel={t().cancel}
          danger
          onConfirm={revoking.act}
          onClose={() => setRevoking(null)}
        />
      )}
    </div>
  );
}

function statusOf(grant: GrantView, now: number, moment: (at: number) => string): string {
  const words = t().access;
  if (grant.revokedAt !== null) return words.revoked(moment(grant.revokedAt));
  if (grant.claimedAt !== null) return words.claimed(moment(grant.claimedAt));
  if (grant.expiresAt !== null && grant.expiresAt <= now) return words.expired;
  return grant.expiresAt === null ? words.unused : `${words.unused}, ${words.goodUntil(moment(grant.expiresAt))}`;
}

interface MintDialogProps {
  readonly rows: readonly PointRow[];
  readonly onMint: (wish: GrantWish) => void;
  readonly onClose: () => void;
}

function MintDialog({ rows, onMint, onClose }: MintDialogProps) {
  const words = t().access;
  const [role, setRole] = useState<Role>('technician');
  const [kind, setKind] = useState<GrantKind>('link');
  const [pointId, setPointId] = useState<PointId | ''>('');
  const [label, setLabel] = useState('');
  const needsPoint = role === 'operator';
  const fits = !needsPoint || pointId !== '';
  // A card is a point's: staff come in by a link or a code, each used once.
  const kinds = GRANT_KINDS.filter((one) => needsPoint || one !== 'card');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!fits) return;
    onMint({ kind, role, pointId: needsPoint && pointId !== '' ? pointId : undefined, label: label.trim() });
    onClose();
  };
  return (
    <Dialog title={words.mint} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <label class="field">
          <span>{words.roleLabel}</span>
          <select
            class="input"
            data-autofocus
            value={role}
            onChange={(event) => {
              const next = ROLES.find((one) => one === event.currentTarget.value) ?? 'technician';
              setRole(next);
              if (next !== 'operator' && kind === 'card') setKind('link');
            }}
          >
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {words.role[one]}
              </option>
            ))}
          </select>
        </label>
        {needsPoint && (
          <label class="field">
            <span>{words.point}</span>
            <select
              class="input"
              value={pointId}
              onChange={(event) => setPointId(rows.find((row) => row.id === event.currentTarget.value)?.id ?? '')}
            >
              <option value="">{words.pickPoint}</option>
              {rows.map((row) => (
                <option key={row.id} value={row.id}>
                  {row.id} {row.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="field">
          <span>{words.kind}</span>
          <select
            class="input"
            value={kind}
            onChange={(event) => setKind(GRANT_KINDS.find((one) => one === event.currentTarget.value) ?? 'link')}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {words.grantKind[one]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>
            {words.label}, {words.labelHint}
          </span>
          <input class="input" maxLength={80} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
        </label>
        <div class="form-end">
          <button type="button" class="btn" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="submit" class="btn primary" disabled={!fits}>
            {words.create}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface MintedDialogProps {
  readonly minted: Minted;
  readonly moment: (at: number) => string;
  readonly onCopy: (text: string) => void;
  readonly onClose: () => void;
}

function MintedDialog({ minted, moment, onCopy, onClose }: MintedDialogProps) {
  const words = t().access;
  const secret = minted.url ?? minted.secret;
  const whom = minted.wish.label || minted.wish.pointId || words.role[minted.wish.role];
  return (
    <Dialog
      title={`${words.grantKind[minted.wish.kind]}: ${whom}`}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" onClick={onClose}>
            {words.done}
          </button>
          <button type="button" class="btn primary" data-autofocus onClick={() => onCopy(secret)}>
            <Icon of={COPY} size={14} />
            {words.copy}
          </button>
        </>
      }
    >
      <p>{words.created}</p>
      <p class="secret-label dim">{minted.url === null ? words.secretCode : words.secretLink}</p>
      <output class={minted.url === null ? 'secret code' : 'secret'}>{secret}</output>
      {minted.expiresAt !== null && <p class="dim">{words.goodUntil(moment(minted.expiresAt))}</p>}
    </Dialog>
  );
}
