import type { LinkState } from '@hub/shared/model/link.ts';
import { STATE_LETTER } from '../ui/states.ts';
import type { Look, Panel } from './control-props.ts';

export type KeyAct =
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'find' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'floor' }
  /** Back from replay. */
  | { readonly kind: 'live' }
  /** D as in "dòng thời gian": the strip comes or goes. */
  | { readonly kind: 'strip' }
  | { readonly kind: 'panel'; readonly panel: Panel }
  | { readonly kind: 'filter'; readonly state: LinkState };

/** N as in "nhắc", G as in "gộp". */
const PANEL_KEYS: Readonly<Partial<Record<string, Panel>>> = { n: 'late', g: 'roll-up', '?': 'keys' };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const BY_LETTER = new Map<string, LinkState>(
  (Object.entries(STATE_LETTER) as [LinkState, string][]).map(([state, letter]) => [letter.toLowerCase(), state]),
);

/** What a key does in the control room, or null. `typing`: the key goes into a field. */
export function keyAct(pressed: Pressed, typing: boolean): KeyAct | null {
  const key = pressed.key.toLowerCase();
  const held = pressed.ctrlKey || pressed.metaKey;
  if (held && key === 'k') return { kind: 'palette' };
  if (typing || held || pressed.altKey) return null;
  if (key === '/') return { kind: 'find' };
  if (key === '1') return { kind: 'look', look: 'map' };
  if (key === '2') return { kind: 'look', look: 'grid' };
  if (key === '3') return { kind: 'look', look: 'table' };
  if (key === '4') return { kind: 'look', look: 'pictures' };
  if (key === 's') return { kind: 'copy' };
  if (key === 'p') return { kind: 'floor' };
  if (key === 'l') return { kind: 'live' };
  if (key === 'd') return { kind: 'strip' };
  const panel = PANEL_KEYS[key];
  if (panel) return { kind: 'panel', panel };
  const state = BY_LETTER.get(key === '-' ? '–' : key);
  return state === undefined ? null : { kind: 'filter', state };
}

/** What the sheet of keys says of each; the states' letters follow from the states. */
export type KeyWord =
  | 'palette'
  | 'find'
  | 'map'
  | 'grid'
  | 'table'
  | 'pictures'
  | 'filter'
  | 'late'
  | 'rollUp'
  | 'floor'
  | 'copy'
  | 'live'
  | 'strip'
  | 'sheet'
  | 'walk'
  | 'ends'
  | 'pages'
  | 'firstMatch'
  | 'close'
  | 'tabs'
  | 'moveTurn'
  | 'pan'
  | 'zoom'
  | 'wholeMap';

export interface KeyLine {
  readonly keys: readonly string[];
  readonly what: KeyWord;
}

export const KEY_SHEET: readonly { readonly part: 'anywhere' | 'map' | 'lists'; readonly lines: readonly KeyLine[] }[] =
  [
    {
      part: 'anywhere',
      lines: [
        { keys: ['Ctrl K'], what: 'palette' },
        { keys: ['/'], what: 'find' },
        { keys: ['1'], what: 'map' },
        { keys: ['2'], what: 'grid' },
        { keys: ['3'], what: 'table' },
        { keys: ['4'], what: 'pictures' },
        { keys: Object.values(STATE_LETTER), what: 'filter' },
        { keys: ['N'], what: 'late' },
        { keys: ['G'], what: 'rollUp' },
        { keys: ['P'], what: 'floor' },
        { keys: ['S'], what: 'copy' },
        { keys: ['D'], what: 'strip' },
        { keys: ['L'], what: 'live' },
        { keys: ['?'], what: 'sheet' },
      ],
    },
    {
      part: 'map',
      lines: [
        { keys: ['←', '→', '↑', '↓'], what: 'pan' },
        { keys: ['+', '−'], what: 'zoom' },
        { keys: ['0'], what: 'wholeMap' },
      ],
    },
    {
      part: 'lists',
      lines: [
        { keys: ['↑', '↓'], what: 'walk' },
        { keys: ['PgUp', 'PgDn'], what: 'pages' },
        { keys: ['Home', 'End'], what: 'ends' },
        { keys: ['Enter'], what: 'firstMatch' },
        { keys: ['←', '→'], what: 'tabs' },
        { keys: ['Alt ↑', 'Alt ↓'], what: 'moveTurn' },
        { keys: ['Esc'], what: 'close' },
      ],
    },
  ];
