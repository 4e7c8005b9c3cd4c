import type { ViewFilter } from '@hub/shared/view/row.ts';
import { CONTROL_PATH } from '@hub/shared/protocol/registry.ts';
import type { Credential } from '../link/credential.ts';
import { socketIoPort } from '../link/socket-io-port.ts';
import { StaffLink } from '../link/staff-link.ts';
import { pageTiming } from '../link/timing.ts';
import { BoardStore } from '../state/board-store.ts';
import { pageFrames } from '../state/frame-pace.ts';
import { Freshness } from '../state/freshness.ts';
import { ServerClock } from '../state/server-clock.ts';
import { VitalsStore } from '../state/vitals-store.ts';
import { notify } from '../ui/notice.tsx';
import { common } from '../ui/text.ts';

/** What a staff page works with once it knows who it is. */
export interface Desk {
  readonly credential: Credential;
  readonly link: StaffLink;
  readonly board: BoardStore;
  readonly freshness: Freshness;
  readonly vitals: VitalsStore;
}

interface DeskOptions {
  readonly vitals: boolean;
  readonly filter?: ViewFilter;
}

/** How often the page looks at its own age: the banner must not come later than the limit by more than this. */
const LOOK_MS = 100;
/** A point sends samples every 2 s, and a hundred points do so at all times: each is not worth a drawing of its own. */
const VITALS_EVERY_MS = 400;

export function openDesk(credential: Credential, options: DeskOptions): Desk {
  const nextFrame = (run: () => void): void => void setTimeout(requestAnimationFrame, VITALS_EVERY_MS, run);
  const board: BoardStore = new BoardStore(pageFrames(() => board.view.peek()?.rows.length ?? 0).next);
  const vitals = new VitalsStore(nextFrame);
  const freshness = new Freshness(new ServerClock(pageTiming.now));
  const link = new StaffLink({
    open: socketIoPort({ namespace: '/control', path: CONTROL_PATH, credential: credential.deviceKey }),
    timing: pageTiming,
    random: Math.random,
    board,
    freshness,
    vitals: options.vitals ? vitals : null,
    filter: options.filter ?? null,
    waits: () => notify('news', common().errors.undecided),
  });
  setInterval(() => freshness.tick(), LOOK_MS);
  window.addEventListener('online', () => link.retry());
  link.start();
  return { credential, link, board, freshness, vitals };
}
