import type { MapFile } from '@hub/shared/model/area-map.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { matchAreas } from '@hub/shared/view/area-match.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import type { Ground, GroundSource } from '../map/area-source.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { num } from '../ui/text.ts';
import { FileButton } from './file-button.tsx';
import { mapRefusal } from './map-refusal.ts';
import { t } from './text.ts';

export interface AreaMapDesk {
  readonly current: GroundSource;
  /** `file` null: none is drawn any more. Null where the hub took it. */
  readonly replace: (kind: MapFile, file: File | null) => Promise<HubError | 'unanswered' | null>;
}

interface AreaMapPanelProps {
  readonly desk: AreaMapDesk;
  readonly rows: readonly PointRow[];
  readonly offline: boolean;
}

/** What the map draws under the points: boundaries, and how they fit the roster (M2); a base map, if one was given (M7). */
export function AreaMapPanel({ desk, rows, offline }: AreaMapPanelProps) {
  const words = t().areas;
  const [ground, setGround] = useState<Ground | 'unknown' | null>(null);
  const [working, setWorking] = useState(false);
  const [asksRemoval, setAsksRemoval] = useState(false);
  const [came, setCame] = useState<{
    readonly kind: MapFile;
    readonly isError: boolean;
    readonly words: string;
  } | null>(null);
  // Beside the button that was pressed: it says which part of a file is wrong, and is read while the file is mended.
  const cameOf = (kind: MapFile) =>
    came?.kind === kind && (
      <p class={came.isError ? 't-error' : 'dim'} role={came.isError ? 'alert' : 'status'}>
        {came.words}
      </p>
    );
  const read = (): Promise<Ground | 'unknown'> => desk.current().catch(() => 'unknown' as const);
  useEffect(() => {
    let gone = false;
    void read().then((found) => {
      if (!gone) setGround(found);
    });
    return () => {
      gone = true;
    };
  }, []);
  const give = async (kind: MapFile, file: File | null): Promise<void> => {
    setWorking(true);
    setCame(null);
    const error = await desk.replace(kind, file);
    setWorking(false);
    if (error !== null) return setCame({ kind, isError: true, words: await mapRefusal(kind, error, file) });
    setGround(await read());
    const done = kind === 'areas' ? words.taken : file === null ? words.baseRemoved : words.baseTaken;
    setCame({ kind, isError: false, words: done });
  };
  const known = ground === 'unknown' ? null : ground;
  const { areas = null, base = null } = known ?? {};
  return (
    <section class="panel areas">
      <h2>{words.title}</h2>
      {ground === 'unknown' && <p class="t-error">{words.unknown}</p>}
      <div class="map-file">
        <h3>{words.areas}</h3>
        <p class="dim">{words.hint}</p>
        {known && <p>{areas === null ? words.none : words.count(num(areas.features.length))}</p>}
        {areas && <Fit names={areas.features.map(({ properties }) => properties.name)} rows={rows} />}
        <FileButton
          class="btn"
          disabled={offline || working}
          accept=".geojson,.json"
          onFile={(file) => void give('areas', file)}
        >
          {words.choose}
        </FileButton>
        {cameOf('areas')}
      </div>
      <div class="map-file">
        <h3>{words.base}</h3>
        <p class="dim">{words.baseHint}</p>
        {known && <p>{base === null ? words.noBase : words.baseSize(num(Math.ceil(base.bytes / 1024)))}</p>}
        <div class="acts">
          <FileButton
            class="btn"
            disabled={offline || working}
            accept=".pmtiles"
            onFile={(file) => void give('base', file)}
          >
            {words.chooseBase}
          </FileButton>
          {base && (
            <button type="button" class="btn" disabled={offline || working} onClick={() => setAsksRemoval(true)}>
              {words.removeBase}
            </button>
          )}
        </div>
        {cameOf('base')}
        {working && <p role="status">{words.working}</p>}
      </div>
      {asksRemoval && (
        <ConfirmDialog
          title={words.removeBase}
          body={words.removeBaseBody}
          confirm={words.removeBase}
          cancel={t().cancel}
          onConfirm={() => void give('base', null)}
          onClose={() => setAsksRemoval(false)}
        />
      )}
    </section>
  );
}

function Fit({ names, rows }: { readonly names: readonly string[]; readonly rows: readonly PointRow[] }) {
  const words = t().areas;
  const { unbounded, unpeopled } = matchAreas(
    names,
    rows.map(({ area }) => area),
  );
  return (
    <ul>
      {unbounded.length === 0 && <li>{words.matched}</li>}
      {unbounded.length > 0 && <li class="t-error">{words.unbounded(listed(unbounded))}</li>}
      {unpeopled.length > 0 && <li>{words.unpeopled(listed(unpeopled))}</li>}
    </ul>
  );
}

const LISTED_MAX = 30;

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED_MAX;
  return names.slice(0, LISTED_MAX).join(', ') + (rest > 0 ? `, +${num(rest)}` : '');
}
