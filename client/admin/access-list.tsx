import { GRANT_KINDS, ROLES, type GrantKind, type Role } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { AccessList } from '@hub/shared/protocol/down.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { calendarDay, clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { COPY, LINK } from '../ui/icons.ts';
import { AccessTables } from './access-tables.tsx';
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
        <AccessTables
          access={access}
          rows={props.rows}
          ownDeviceId={props.ownDeviceId}
          hubNow={props.hubNow}
          moment={moment}
          revoke={revoke}
          actions={actions}
        />
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
