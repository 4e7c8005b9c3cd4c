import { signal } from '@preact/signals-core';
import type { ComponentChildren } from 'preact';
import type { Desk } from '../staff/desk.ts';
import { trailOf } from '../staff/trail.ts';
import type { Picture } from '../staff/run-page.tsx';
import { AccessWatch } from './access-watch.ts';
import { adminActions } from './admin-actions.ts';
import type { ImportStage, Minted } from './admin-props.ts';
import { areaMapDesk } from './area-map-desk.ts';
import { CardSheets } from './card-sheets.tsx';
import { NodesWatch } from './nodes-watch.ts';
import { CardsDesk } from './cards-desk.ts';
import { AdminScreen, type AdminTab, type Editing } from './admin-screen.tsx';

/** The administrator's choices and half-done work, kept outside the picture. */
export function openAdmin(desk: Desk): (picture: Picture) => ComponentChildren {
  const tab = signal<AdminTab>('session');
  const editing = signal<Editing | null>(null);
  const stage = signal<ImportStage>({ kind: 'none' });
  const minted = signal<Minted | null>(null);
  const access = new AccessWatch(desk.link);
  const nodes = new NodesWatch(desk.link);
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
        nodes={nodes.status.value}
        onTab={(next) => {
          tab.value = next;
          access.watch(next === 'access');
          nodes.watch(next === 'nodes');
          cards.watch(next === 'cards');
        }}
        editing={editing.value}
        stage={stage.value}
        access={access.list.value}
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
