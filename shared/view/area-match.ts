import { fold } from './search.ts';

/** Boundaries and roster name the same area where they differ in case, spaces or diacritics only. */
export function areaKey(name: string): string {
  return fold(name);
}

export interface AreaMatch {
  /** Areas of the roster without a boundary: their points stand on the bare ground. */
  readonly unbounded: readonly string[];
  /** Boundaries of which the roster has no point: drawn, never tinted. */
  readonly unpeopled: readonly string[];
}

export function matchAreas(bounded: Iterable<string>, ofRoster: Iterable<string>): AreaMatch {
  const names = new Map([...bounded].map((name) => [areaKey(name), name]));
  const roster = new Map([...ofRoster].filter((name) => name !== '').map((name) => [areaKey(name), name]));
  const without = (these: Map<string, string>, those: Map<string, string>): string[] =>
    [...these].filter(([key]) => !those.has(key)).map(([, name]) => name);
  return { unbounded: without(roster, names), unpeopled: without(names, roster) };
}
