import type { MediaJoin, PointVideo, PointView } from '@hub/shared/protocol/down.ts';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Answer } from '../../link/commands.ts';
import { pageTiming } from '../../link/timing.ts';
import { mutedBy } from '../../video/microphone-policy.ts';
import { levelIn } from '../../video/elements.ts';
import { PointCall, type CallTickets } from '../../video/point-call.ts';
import { noTicket, type TicketAnswer } from '../../video/room-session.ts';
import { watchPage } from '../page-signs.ts';
import type { VideoPorts } from '../later/video-part.tsx';
import { InCall } from './call-card.tsx';
import type { CallUi } from './call-props.ts';
import { DeviceCheck } from './device-check.tsx';
import { loadVideo, video } from './text.ts';

/** Louder than this was a voice, or the person's hand. */
const HEARD = 25;
/** Longer than the hub's own word takes. */
const STILL_MS = 1_500;
/** Of this tab, so that a reload goes back in and a new visit asks first. */
const STORED_AS = 'dch.in-call';

/** A point's picture and sound: for pages of a hub that has a video system. */
export async function openVideoCall(ports: VideoPorts) {
  await loadVideo();
  const orders = computed(() => ports.view.value?.video ?? null);
  const call = new PointCall({
    timing: pageTiming,
    random: Math.random,
    tickets: async () => ticketsOf(await ports.ask<MediaJoin>('media:join', {})),
    // What was said last holds while the hub cannot be reached.
    orders: kept(orders),
    tell: ({ connection, path, width, height, camera, microphone, resting, heard, ...line }) => {
      if (orders.peek()?.publishes !== true) return;
      ports.tell('point:vitals', {
        ...line,
        media: { connection, path, width, height, camera, microphone, resting, heard },
      });
    },
    saveData: savesData,
  });
  const ui: CallUi = { checking: signal(false), leaving: signal(false), heard: signal(false), toned: signal(false) };
  const meter = levelIn(() => {
    const level = call.capture.level();
    if (level !== null && level > HEARD) ui.heard.value = true;
    return level;
  });
  followPage(call);
  rememberCall(call, ports.view);
  tellWhatStaffDid(call, orders, ports.say);

  const startCheck = (): void => {
    ui.heard.value = false;
    ui.toned.value = false;
    ui.checking.value = true;
    void call.capture.open();
  };
  const endCheck = (): void => {
    ui.checking.value = false;
    if (!call.joined.peek()) call.capture.close();
  };
  const join = (): void => {
    ui.checking.value = false;
    void call.join();
  };

  /** Read again with each second, for what counts down. */
  function VideoCard({ orders: now, isCalled }: { readonly orders: PointVideo; readonly isCalled: boolean }) {
    const words = video();
    void ports.tick.value;
    const props = { call, ui, meter, orders: now, isCalled, pageNow: pageTiming.now() };
    const joined = call.joined.value;
    const checking = ui.checking.value;
    return (
      <section class={now.air && joined ? 'sec video live' : 'sec video'} aria-label={words.title}>
        <h2 class={isCalled && joined ? 'unseen' : undefined}>{words.title}</h2>
        {joined && <InCall {...props} />}
        {!joined && checking && <DeviceCheck {...props} />}
        {!joined && (
          <>
            <button type="button" class="big go" onClick={join}>
              {words.join}
            </button>
            {!checking && now.publishes && <p class="hint">{words.joinHint}</p>}
            {now.publishes && (
              <button type="button" class="big line" onClick={checking ? endCheck : startCheck}>
                {checking ? words.done : words.check}
              </button>
            )}
          </>
        )}
      </section>
    );
  }
  return { VideoCard };
}

export type VideoCallPart = Awaited<ReturnType<typeof openVideoCall>>;

function ticketsOf(answer: Answer<MediaJoin>): CallTickets {
  if (!answer.ok) {
    return { contribution: noTicket(answer.error), programme: null };
  }
  const { url, contribution, programme } = answer;
  const of = ({ token }: { readonly token: string }): TicketAnswer => ({ kind: 'ticket', ticket: { url, token } });
  return { contribution: of(contribution), programme: programme && of(programme) };
}

/** The last that was not null. */
function kept<T>(source: ReadonlySignal<T | null>): ReadonlySignal<T | null> {
  let last: T | null = null;
  return computed(() => (last = source.value ?? last));
}

function savesData(): boolean {
  const { connection } = navigator as Navigator & {
    readonly connection?: { readonly saveData?: boolean; readonly effectiveType?: string };
  };
  return connection?.saveData === true || connection?.effectiveType === '2g' || connection?.effectiveType === 'slow-2g';
}

/** The card may be below what the person looks at. */
function tellWhatStaffDid(
  call: PointCall,
  orders: ReadonlySignal<PointVideo | null>,
  say: (words: string) => void,
): void {
  const isMuted = computed(() => mutedBy(call.rules.microphone.value) === 'staff');
  let cancel = (): void => undefined;
  effect(() => {
    cancel();
    // The end of a turn mutes too, and the hub's word of it may come a moment later.
    if (isMuted.value) cancel = pageTiming.after(STILL_MS, () => say(video().mutedBy.staff));
  });
  let restarts: number | null = null;
  effect(() => {
    const now = orders.value?.restarts ?? restarts;
    if (restarts !== null && now !== restarts && call.joined.peek()) say(video().restarted);
    restarts = now;
  });
}

function followPage(call: PointCall): void {
  for (const event of ['pointerdown', 'keydown']) {
    document.addEventListener(event, () => call.wake(), { passive: true });
  }
  watchPage({
    hidden: () => undefined,
    doubt: () => call.hurry(),
    online: (online) => {
      if (online) call.hurry();
    },
  });
}

/** A reload, or a phone that threw the page out, goes back into the call of the same session by itself. */
function rememberCall(call: PointCall, view: ReadonlySignal<PointView | null>): void {
  const session = computed(() => view.value?.session.id ?? null);
  effect(() => {
    if (session.value !== null && stored() === session.value) void call.join();
  });
  effect(() => {
    const { value: joined } = call.joined;
    const id = session.value;
    if (id === null) return;
    try {
      if (joined) sessionStorage.setItem(STORED_AS, id);
      else if (stored() === id) sessionStorage.removeItem(STORED_AS);
    } catch {
      // Storage is blocked: a reload asks again.
    }
  });
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
