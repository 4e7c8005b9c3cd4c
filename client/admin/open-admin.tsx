import type { AccessList, NodesStatus } from '@hub/shared/protocol/down.ts';
import { signal } from '@preact/signals-core';
import type { ComponentChildren } from 'preact';
import type { Desk } from '../staff/desk.ts';
import { trailOf } from '../staff/trail.ts';
import type { Picture } from '../staff/run-page.tsx';
import { adminActions } from './admin-actions.ts';
import type { ImportStage, Minted } from './admin-props.ts';
import { areaMapDesk } from './area-map-desk.ts';
import { CardSheets } from './card-sheets.tsx';
import { CardsDesk } from './cards-desk.ts';
import { LookedAt } from './looked-at.ts';
import { AdminScreen, type AdminTab, type Editing } from './admin-screen.tsx';

/** Claims of links come from elsewhere. */
const ACCESS_AGAIN_MS = 3_000;
const NODES_AGAIN_MS = 2_000;

/** The administrator's choices and half-done work, kept outside the picture. */
export function openAdmin(desk: Desk): (picture: Picture) => ComponentChildren {
  const tab = signal<AdminTab>('session');
  const editing = signal<Editing | null>(null);
  const stage = signal<ImportStage>({ kind: 'none' });
  const minted = signal<Minted | null>(null);
  const { link } = desk;
  const access = new LookedAt<AccessList>({
    link,
    event: 'access:list',
    everyMs: ACCESS_AGAIN_MS,
    read: ({ grants, devices }) => ({ grants, devices }),
  });
  const nodes = new LookedAt<NodesStatus>({
    link,
    event: 'nodes:list',
    everyMs: NODES_AGAIN_MS,
    read: ({ cluster }) => ({ cluster }),
  });
  const actions = adminActions({ desk, editing, stage, minted, access, nodes });

  const cards = new CardsDesk(desk);
  const areas = areaMapDesk(desk.credential.deviceKey);
  const trail = trailOf(desk.credential.deviceKey);

  return ({ view, moment, attempt }) => {
    const sheet = cards.sheet.value;
    if (sheet !== null) return <CardSheets sheet={sheet} onLeave={() => cards.forgetSheet()} />;
    return (
      <AdminScreen
        view={view}
        moment={moment}
        attempt={attempt}
        onRetry={() => desk.link.retry()}
        tab={tab.value}
        trail={trail}
        nodes={nodes.value.value}
        onTab={(next) => {
          tab.value = next;
          access.watch(next === 'access');
          nodes.watch(next === 'nodes');
          cards.watch(next === 'cards');
        }}
        editing={editing.value}
        stage={stage.value}
        access={access.value.value}
        minted={minted.value}
        ownDeviceId={desk.credential.deviceId}
        actions={actions}
        areas={areas}
        cards={cards.view.value}
        cardActions={cards.actions}
      />
    );
  };
}
