import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Answer } from '../link/commands.ts';
import type { Held } from '../link/durable-queue.ts';
import { isOwnReport } from '../link/point-link.ts';
import { reportCard, wasAsked } from '../state/report.ts';
import { notify } from '../ui/notice.tsx';
import { Switches } from '../ui/switches.tsx';
import type { LivePoint } from './live-point.ts';
import type { PointActions } from './point-props.ts';
import { PointScreen } from './point-screen.tsx';
import { switchTo, t } from './text.ts';

interface PointPageProps {
  readonly live: LivePoint;
  readonly view: PointView;
}

export function PointPage({ live, view }: PointPageProps) {
  // Read, so that what runs on the page runs.
  void live.tick.value;
  const { store } = live;
  const now = live.now();
  const editing = store.editing.value;
  const held = live.held.value;
  return (
    <PointScreen
      view={view}
      now={now}
      offline={live.offline()}
      card={reportCard(view, store.sending.value, editing)}
      draft={store.draft.value}
      editing={editing}
      held={held.filter((one) => !isOwnReport(one, view.deviceId, view.round?.id) && !isShownElsewhere(one))}
      allHeld={held}
      updateWaits={live.update.value !== null}
      leaving={live.leaving.value}
      later={live.later.value}
      actions={actionsOf(live)}
    />
  );
}

function actionsOf(live: LivePoint): PointActions {
  const { store } = live;
  const tap = (act: (link: NonNullable<LivePoint['link']>) => Promise<Answer>): void => {
    const { link } = live;
    if (link !== null) void act(link).then(tell);
  };
  return {
    change: (change) => store.change(change),
    send: () => {
      const later = live.later.value;
      if (later?.maySend(store) === false) return;
      void live.link?.report(later !== null || wasAsked(store.sending.peek()));
    },
    edit: () => store.edit(),
    stopEditing: () => store.stopEditing(),
    fault: (fault, present) => void live.link?.fault(fault, present),
    word: (seesAndHears) => void live.link?.word(seesAndHears),
    dismiss: (commandId) => void live.link?.dismiss(commandId),
    admit: (deviceId, as) => tap((link) => link.admit(deviceId, as)),
    askLeave: (asking) => (live.leaving.value = asking),
    leave: () => {
      live.leaving.value = false;
      tap((link) => link.leave());
    },
    retry: () => live.retry(),
    tap: (event, payload) => tap((link) => link.tap(event, payload)),
    keep: (event, payload, label) => void live.link?.keep(event, payload, label),
  };
}

/** Instructions and messages say on their own cards that they wait; a refusal is listed. */
function isShownElsewhere({ event, refused }: Held): boolean {
  return refused === null && (event === 'instruction:confirm' || event === 'point:message');
}

function tell(answer: Answer): void {
  if (answer.ok) return;
  const why = answer.error === 'unanswered' ? t().unanswered : t().errors[answer.error.kind];
  notify('error', t().tapFailed(why));
}

/** After the goodbye, which was the person's own second tap. */
export function LeftScreen({ name, onReturn }: { readonly name: string; readonly onReturn: () => void }) {
  const words = t();
  return (
    <div class="point">
      <header class="top">
        <h1>{name}</h1>
      </header>
      <main>
        <section class="sec" role="status">
          <h2>{words.left}</h2>
          <button type="button" class="big go" onClick={onReturn}>
            {words.comeBack}
          </button>
        </section>
      </main>
      <footer class="foot">
        <div class="small-row">
          <Switches switchTo={switchTo} />
        </div>
      </footer>
    </div>
  );
}
