import type { AreaMap } from '@hub/shared/model/area-map.ts';
import { matchAreas } from '@hub/shared/view/area-match.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import type { AreaSource } from '../map/area-source.ts';
import { notify } from '../ui/notice.tsx';
import { num } from '../ui/text.ts';
import { FileButton } from './file-button.tsx';
import { t } from './text.ts';

export interface AreaMapDesk {
  readonly current: AreaSource;
  /** `where`: what is wrong in the file; null: no answer. */
  readonly replace: (
    file: File,
  ) => Promise<{ readonly ok: true } | { readonly ok: false; readonly where: string | null }>;
}

interface AreaMapPanelProps {
  readonly desk: AreaMapDesk;
  readonly rows: readonly PointRow[];
  readonly offline: boolean;
}

/** The boundaries that the map draws, and how they fit the roster (M2). */
export function AreaMapPanel({ desk, rows, offline }: AreaMapPanelProps) {
  const words = t().areas;
  const [map, setMap] = useState<AreaMap | 'unknown' | null>(null);
  const read = (): Promise<AreaMap | null | 'unknown'> => desk.current().catch(() => 'unknown' as const);
  useEffect(() => {
    let gone = false;
    void read().then((found) => {
      if (!gone) setMap(found);
    });
    return () => {
      gone = true;
    };
  }, []);
  const choose = async (file: File): Promise<void> => {
    const answer = await desk.replace(file);
    if (!answer.ok) return notify('error', answer.where === null ? t().unanswered : words.refused(answer.where));
    const found = await read();
    setMap(found);
    if (found !== null && found !== 'unknown') notify('done', words.taken(num(found.features.length)));
  };
  const match =
    map === null || map === 'unknown'
      ? null
      : matchAreas(
          map.features.map(({ properties }) => properties.name),
          rows.map(({ area }) => area),
        );
  return (
    <section class="panel areas">
      <h2>{words.title}</h2>
      <p class="dim">{words.hint}</p>
      <p>{map === 'unknown' ? words.unknown : map === null ? words.none : words.count(num(map.features.length))}</p>
      {match && (
        <ul>
          {match.unbounded.length === 0 && <li>{words.matched}</li>}
          {match.unbounded.length > 0 && <li class="t-error">{words.unbounded(listed(match.unbounded))}</li>}
          {match.unpeopled.length > 0 && <li>{words.unpeopled(listed(match.unpeopled))}</li>}
        </ul>
      )}
      <FileButton class="btn" disabled={offline} accept=".geojson,.json" onFile={(file) => void choose(file)}>
        {words.choose}
      </FileButton>
    </section>
  );
}

const LISTED_MAX = 30;

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED_MAX;
  return names.slice(0, LISTED_MAX).join(', ') + (rest > 0 ? `, +${num(rest)}` : '');
}
