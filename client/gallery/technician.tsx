import '../ui/font.css';
import '../ui/desk.css';
import '../control/control.css';
import '../control/instructions/instructions.css';
import '../control/floor/floor.css';
import '../technician/technician.css';
import { signal } from '@preact/signals';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { Vitals } from '@hub/shared/model/link.ts';
import { createRef, render } from 'preact';
import { load as loadControl } from '../control/text.ts';
import { TechnicianScreen } from '../technician/technician-screen.tsx';
import { load, switchTo } from '../technician/text.ts';
import { notify } from '../ui/notice.tsx';
import { detailOf } from './control.tsx';
import { BOARD, NOW } from './fixture.ts';

const wave = (index: number, i: number): number => Math.abs(Math.sin(index * 7.3 + i * 1.7)) * 60;
function vitalsOf(index: number): Vitals | null {
  const row = BOARD.rows[index];
  if (!row) return null;
  if (row.id === 'DC49') return { rttMs: 388, lossPct: 11.2, jitterMs: 64, bitrateKbps: 286, fps: 11, soundLevel: 0 };
  if (row.id === 'DC53') return { rttMs: 48, lossPct: 0.5, jitterMs: 9, bitrateKbps: 41, fps: 0, soundLevel: 0 };
  return {
    rttMs: 24 + (index % 60),
    lossPct: (index % 9) / 10,
    jitterMs: 2 + (index % 9),
    bitrateKbps: 900 + ((index * 37) % 900),
    fps: 25,
    soundLevel: index % 5 === 0 ? 30 : 0,
  };
}

export async function show(query: URLSearchParams): Promise<void> {
  await loadControl();
  await load();
  const app = document.getElementById('app');
  if (!app) return;
  const stale = query.has('stale');
  const chosen = signal<PointId | null>((query.get('open') as PointId | null) ?? null);
  const search = signal('');
  const mineOnly = signal(false);
  const finder = createRef<HTMLInputElement>();
  const firstMatch = createRef<() => PointId | null>();
  const act = (): void => notify('done', 'đã gửi');
  const Page = () => (
    <TechnicianScreen
      view={BOARD}
      moment={{ now: stale ? NOW - 9_000 : NOW, hubNow: NOW, ageMs: stale ? 9_000 : 400, stale }}
      video={null}
      look="table"
      onLook={act}
      filter={new Set()}
      query={search.value}
      onQuery={(next) => (search.value = next)}
      onFilter={act}
      onClearFilter={act}
      vitalsOf={vitalsOf}
      trailOf={(index) =>
        Array.from({ length: 37 }, (_, i) =>
          BOARD.rows[index]?.link.state === 'lost' && i > 20 ? 0 : 200 + wave(index, i),
        )
      }
      ownLabel="KTV 1"
      ownDeviceId="me"
      mineOnly={mineOnly.value}
      onMineOnly={(next) => (mineOnly.value = next)}
      selection={chosen.value ? { pointId: chosen.value, detail: detailOf(chosen.value), samples: [] } : null}
      onSelect={(id) => (chosen.value = id)}
      actions={{
        acknowledge: act,
        resolve: () => Promise.resolve('done'),
        release: act,
        admit: act,
        takePoints: act,
        passPoints: act,
        leaveHandover: act,
        readHandover: act,
      }}
      attempt={2}
      onRetry={act}
      switchTo={switchTo}
      sound={{ isOn: true, isBlocked: false, toggle: act }}
      finder={finder}
      firstMatch={firstMatch}
    />
  );
  render(<Page />, app);
}
