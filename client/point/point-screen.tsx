import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Held } from '../link/durable-queue.ts';
import { expectedOf } from '../state/expected.ts';
import type { Draft, ReportCard } from '../state/report.ts';
import { phoneNumber } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { PHONE } from '../ui/icons.ts';
import { Notices } from '../ui/notice.tsx';
import { Switches } from '../ui/switches.tsx';
import { num } from '../ui/text.ts';
import { FaultRow } from './faults.tsx';
import type { Later } from './later/later.tsx';
import type { Offline, PointActions } from './point-props.ts';
import { QueueList } from './queue-list.tsx';
import { ReportSection } from './report-cards.tsx';
import { StateBand } from './state-band.tsx';
import { switchTo, t } from './text.ts';

export interface PointScreenProps {
  readonly view: PointView;
  /** Hub time, epoch ms (S5). */
  readonly now: number;
  readonly offline: Offline | null;
  readonly card: ReportCard;
  readonly draft: Draft | null;
  readonly editing: boolean;
  /** What waits on the device beside the report that `card` shows. */
  readonly held: readonly Held[];
  /** The same with that report, and with what its own card shows as being sent. */
  readonly allHeld: readonly Held[];
  /** A newer page waits until nothing is typed or being sent. */
  readonly updateWaits: boolean;
  /** The question before leaving is open. */
  readonly leaving: boolean;
  /** What is fetched once the page is up; null until then. */
  readonly later: Later | null;
  readonly actions: PointActions;
}

/** The operator's page: one column, 360 px and up. Fed by props alone. */
export function PointScreen(props: PointScreenProps) {
  const { view, now, offline, held, card, actions } = props;
  const words = t();
  const { session } = view;
  const running = session.phase === 'live' || session.phase === 'rehearsal';
  // A point can be tried out, and its faults mended, before the session begins.
  const open = session.phase !== 'ended';
  const admitted = view.standing !== 'waiting';
  const expected = expectedOf(view, held);
  const later = admitted ? props.later : null;
  const forLater = { view, now, offline: offline !== null, held: props.allHeld, expected, card, actions };
  // A goodbye closes the line: first what is typed must be through.
  const sent = card.kind !== 'sending' && held.every(({ refused }) => refused !== null);
  const mayLeave = later && running && !offline && sent && view.link.state !== 'left';
  return (
    <div class="point">
      <header class="top">
        <h1>{view.point.name}</h1>
        <div class="ss">
          {session.phase === 'rehearsal' && <b>{words.rehearsal} </b>}
          {session.title}
        </div>
      </header>
      <main>
        <StateBand view={view} now={now} offline={offline} />
        {!admitted && (
          <section class="sec ask">
            <h2>{words.waiting.title}</h2>
            <p class="hint">{words.waiting.hint}</p>
          </section>
        )}
        {admitted && !running && (
          <section class="sec">
            <p>{session.phase === 'planned' ? words.planned : words.ended}</p>
          </section>
        )}
        <QueueList held={held} offline={offline !== null} actions={actions} />
        {admitted && open && view.word.asked && expected.word !== true && (
          <WordCard said={expected.word} actions={actions} />
        )}
        {later && <later.Before {...forLater} />}
        {admitted && (running || view.round !== null) && (
          <ReportSection {...props} offline={offline !== null} reasons={later?.Reasons ?? null} />
        )}
        {later && <later.After {...forLater} />}
        {offline && session.hotline !== '' && (
          <section class="sec">
            <h2>{words.callTitle}</h2>
            <a class="big line" href={`tel:${session.hotline}`}>
              <Icon of={PHONE} size={22} weight={2} />
              {phoneNumber(session.hotline)}
            </a>
          </section>
        )}
      </main>
      <footer class="foot">
        {admitted && open && <FaultRow expected={expected} actions={actions} />}
        {offline ? (
          <div class="retry">
            <p>
              {offline.retryInSeconds === null ? words.retrying : words.retryIn(num(Math.ceil(offline.retryInSeconds)))}
            </p>
            <button type="button" class="lnk" onClick={actions.retry}>
              {words.retryNow}
            </button>
          </div>
        ) : (
          session.hotline !== '' && (
            <a class="callbtn" href={`tel:${session.hotline}`}>
              <Icon of={PHONE} size={22} weight={2} />
              {words.call}
            </a>
          )
        )}
        {props.updateWaits && (
          <p class="aside" role="status">
            {words.updateWaits}
          </p>
        )}
        {props.later && <props.later.Insecure />}
        {mayLeave && props.leaving ? (
          <later.Leaving actions={actions} />
        ) : (
          <div class="small-row">
            <Switches switchTo={switchTo} />
            {mayLeave && (
              <button type="button" class="lnk quiet" onClick={() => actions.askLeave(true)}>
                {words.leave}
              </button>
            )}
          </div>
        )}
      </footer>
      <Notices />
    </div>
  );
}

/** The operator's own word, where the hub cannot see the picture itself (L2, L14). */
function WordCard({ said, actions }: { readonly said: boolean | null; readonly actions: PointActions }) {
  const words = t().word;
  return (
    <section class="sec ask">
      <h2>{said === false ? words.saidNo : words.ask}</h2>
      {said === false && <p class="hint">{words.saidNoHint}</p>}
      <button type="button" class="big go" onClick={() => actions.word(true)}>
        {words.yes}
      </button>
      {said === null && (
        <button type="button" class="big line" onClick={() => actions.word(false)}>
          {words.no}
        </button>
      )}
    </section>
  );
}
