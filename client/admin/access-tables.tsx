import { ROLES, type Role } from '@hub/shared/model/access.ts';
import type { AccessDevice, AccessList, GrantView } from '@hub/shared/protocol/down.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { matches, fold } from '@hub/shared/view/search.ts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { FindBox } from '../ui/find-box.tsx';
import type { AdminActions } from './admin-props.ts';
import { lasted } from '../ui/text.ts';
import { t } from './text.ts';

const STATUSES = ['unused', 'used', 'expired', 'gone'] as const;
type Status = (typeof STATUSES)[number];

interface AccessTablesProps {
  readonly access: AccessList;
  readonly rows: readonly PointRow[];
  readonly ownDeviceId: string | null;
  readonly hubNow: number;
  readonly moment: (at: number) => string;
  /** The button that asks before it takes back. */
  readonly revoke: (name: string, act: () => void) => ComponentChildren;
  readonly actions: Pick<AdminActions, 'revokeGrant' | 'revokeDevice'>;
}

/** What was handed out and who came in by it, found by a word, a role and how it fares: there is a line for every point. */
export function AccessTables({ access, rows, ownDeviceId, hubNow, moment, revoke, actions }: AccessTablesProps) {
  const words = t().access;
  const [query, setQuery] = useState('');
  const [role, setRole] = useState<Role | ''>('');
  const [status, setStatus] = useState<Status | ''>('');
  const nameOf = new Map<string, string>(rows.map((row) => [row.id, row.name]));
  const pointOf = (pointId: string | null): string =>
    pointId === null ? '' : [pointId, nameOf.get(pointId)].filter(Boolean).join(' ');
  const isWanted = (one: GrantView | AccessDevice): boolean =>
    (role === '' || one.role === role) &&
    matches(fold([one.label, pointOf(one.pointId), words.role[one.role]].join(' ')), query);
  const grants = access.grants.filter(
    (grant) => isWanted(grant) && (status === '' || statusOf(grant, hubNow) === status),
  );
  const devices = access.devices.filter(isWanted);
  const nothing = (all: number, none: string) => <p class="empty">{all === 0 ? none : words.nothingFound}</p>;
  const head = (columns: readonly string[]) => (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
        <td />
      </tr>
    </thead>
  );
  return (
    <>
      <div class="access-find">
        <FindBox query={query} label={words.find} onQuery={setQuery} />
        <select
          class="input"
          aria-label={words.roleLabel}
          value={role}
          onChange={(event) => setRole(ROLES.find((one) => one === event.currentTarget.value) ?? '')}
        >
          <option value="">{words.allRoles}</option>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {words.role[one]}
            </option>
          ))}
        </select>
        <select
          class="input"
          aria-label={words.status}
          value={status}
          onChange={(event) => setStatus(STATUSES.find((one) => one === event.currentTarget.value) ?? '')}
        >
          <option value="">{words.allStatuses}</option>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {words.statuses[one]}
            </option>
          ))}
        </select>
      </div>
      {grants.length > 0 ? (
        <table>
          {head([words.kind, words.roleLabel, words.point, words.label, words.minted, words.status])}
          <tbody>
            {grants.map((grant) => {
              const open = grant.revokedAt === null;
              return (
                <tr key={grant.id} class={open ? '' : 'gone'}>
                  <td>{words.grantKind[grant.kind]}</td>
                  <td>{words.role[grant.role]}</td>
                  <td>{pointOf(grant.pointId)}</td>
                  <td>
                    <b>{grant.label}</b>
                  </td>
                  <td class="dim">{moment(grant.mintedAt)}</td>
                  <td>{statusWords(grant, hubNow, moment)}</td>
                  <td class="row-acts">{open && revoke(named(grant), () => actions.revokeGrant(grant.id))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : (
        nothing(access.grants.length, words.noGrants)
      )}
      <h2>{words.devices}</h2>
      {devices.length > 0 ? (
        <table>
          {head([words.lastHeard, words.roleLabel, words.point, words.device, words.cameIn, words.status])}
          <tbody>
            {devices.map((device) => {
              const open = device.revokedAt === null;
              const own = device.id === ownDeviceId;
              return (
                <tr key={device.id} class={open ? '' : 'gone'}>
                  <td>{heardWords(device, hubNow, moment)}</td>
                  <td>{words.role[device.role]}</td>
                  <td>{pointOf(device.pointId)}</td>
                  <td>
                    <b>{device.label}</b>
                    {own && <span class="dim"> ({words.you})</span>}
                  </td>
                  <td class="dim">{moment(device.claimedAt)}</td>
                  <td>{device.revokedAt === null ? '' : words.revoked(moment(device.revokedAt))}</td>
                  <td class="row-acts">
                    {open && !own && revoke(named(device), () => actions.revokeDevice(device.id))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : (
        nothing(access.devices.length, words.noDevices)
      )}
    </>
  );
}

function heardWords(device: AccessDevice, now: number, moment: (at: number) => string): string {
  const words = t().access;
  const { connected, lastHeardAt, role } = device;
  if (connected) return words.connected;
  if (lastHeardAt === null) return role === 'operator' ? words.neverHeard : words.notHeardSinceStart;
  return words.heardAgo(lasted(now - lastHeardAt), moment(lastHeardAt));
}

/** For the question before it is taken back. */
const named = ({ label, role, pointId }: GrantView | AccessDevice): string =>
  [label || t().access.role[role], pointId].filter(Boolean).join(', ');

function statusOf(grant: GrantView, now: number): Status {
  if (grant.revokedAt !== null) return 'gone';
  if (grant.claimedAt !== null) return 'used';
  return grant.expiresAt !== null && grant.expiresAt <= now ? 'expired' : 'unused';
}

function statusWords(grant: GrantView, now: number, moment: (at: number) => string): string {
  const words = t().access;
  if (grant.revokedAt !== null) return words.revoked(moment(grant.revokedAt));
  if (grant.claimedAt !== null) return words.claimed(moment(grant.claimedAt));
  if (grant.expiresAt !== null && grant.expiresAt <= now) return words.expired;
  return grant.expiresAt === null ? words.unused : `${words.unused}, ${words.goodUntil(moment(grant.expiresAt))}`;
}
