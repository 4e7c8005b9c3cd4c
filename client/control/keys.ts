import type { LinkState } from '@hub/shared/model/link.ts';
import { STATE_LETTER } from '../ui/states.ts';
import type { Look, Panel } from './control-props.ts';

export type KeyAct =
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'find' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'floor' }
  | { readonly kind: 'panel'; readonly panel: Panel }
  | { readonly kind: 'filter'; readonly state: LinkState };

/** N as in "nhắc", G as in "gộp". */
const PANEL_KEYS: Readonly<Partial<Record<string, Panel>>> = { n: 'late', g: 'roll-up' };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const BY_LETTER = new Map<string, LinkState>(
  (Object.entries(STATE_LETTER) as [LinkState, string][]).map(([state, letter]) => [letter.toLowerCase(), state]),
);

/** What a key does in the control room, or null. `typing`: the key goes into a field. */
export function keyAct(pressed: Pressed, typing: boolean): KeyAct | null {
  const key = pressed.key.toLowerCase();
  const held = pressed.ctrlKey || pressed.metaKey;
  if (held && key === 'k') return { kind: 'find' };
  if (typing || held || pressed.altKey) return null;
  if (key === '/') return { kind: 'find' };
  if (key === '1') return { kind: 'look', look: 'map' };
  if (key === '2') return { kind: 'look', look: 'grid' };
  if (key === '3') return { kind: 'look', look: 'table' };
  if (key === 's') return { kind: 'copy' };
  if (key === 'p') return { kind: 'floor' };
  const panel = PANEL_KEYS[key];
  if (panel) return { kind: 'panel', panel };
  const state = BY_LETTER.get(key === '-' ? '–' : key);
  return state === undefined ? null : { kind: 'filter', state };
}
