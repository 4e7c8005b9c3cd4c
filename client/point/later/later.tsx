import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Held } from '../../link/durable-queue.ts';
import type { Expected } from '../../state/expected.ts';
import type { ReportCard } from '../../state/report.ts';
import type { PointActions } from '../point-props.ts';
import { notify } from '../../ui/notice.tsx';
import { pageTiming } from '../../link/timing.ts';
import { type AskingPorts, keepAsking } from './ask-again.ts';
import { ChecklistCard } from './checklist-card.tsx';
import { Conversation } from './conversation.tsx';
import { announceFloor, FloorAsk, FloorTurn } from './floor-card.tsx';
import { DeviceCards } from './device-cards.tsx';
import { FaultCards } from './fault-cards.tsx';
import { Insecure, Leaving } from './foot.tsx';
import { JumpQuestion } from './jump-question.tsx';
import { maySend } from './jump.ts';
import { RemedyLine } from './remedy-line.tsx';
import { RemindCard } from './remind-card.tsx';
import { InstructionCards } from './instruction-cards.tsx';
import { announceMended } from './mended.ts';
import { announceMessages, MessageCard } from './message-card.tsx';
import { ReadingWatch, type ReadingPorts } from './reading.ts';
import { screenLock } from './stay-awake.ts';
import { loadLater } from './text.ts';
import { Reasons } from './reasons.tsx';
import { soundUrgent } from './urgent.ts';
import { openVideoPart, type VideoPorts } from './video-part.tsx';

/** What the screen hands on. */
export interface ScreenProps {
  readonly view: PointView;
  /** Hub time, epoch ms (S5). */
  readonly now: number;
  readonly offline: boolean;
  /** What waits on the device, or was refused and not read. */
  readonly held: readonly Held[];
  readonly expected: Expected;
  readonly card: ReportCard;
  readonly actions: PointActions;
}

export interface LaterProps extends ScreenProps {
  readonly reading: Pick<ReadingWatch, 'watch'>;
}

/** A headcount is being collected: it comes before what can wait. */
const isAsked = ({ view }: ScreenProps): boolean => view.round !== null && view.round.frozenAt === null;

/** Whoever speaks or is about to has their own picture and the microphone before them, whatever else is asked. */
const isCalled = ({ view: { floor } }: ScreenProps): boolean =>
  floor?.status === 'on-air' || floor?.status === 'standby';

/**
 * What the operator's page fetches once its first picture stands: all that nobody needs in the first seconds. For devices
 * that are admitted.
 */
export async function openLater(ports: ReadingPorts & Omit<VideoPorts, 'say'> & Omit<AskingPorts, 'timing'>) {
  await loadLater();
  keepAsking({ ...ports, timing: pageTiming });
  const reading = new ReadingWatch(ports);
  soundUrgent(ports.view, ports.tick);
  announceMessages(ports.view);
  announceMended(ports);
  announceFloor(ports.view);
  const VideoPart = openVideoPart({ ...ports, say: (words) => notify('news', words) });
  return {
    /** Above the headcount: what the point must see first. */
    Before: (props: ScreenProps) => (
      <>
        <RemedyLine {...props} />
        <FloorTurn {...props} />
        {/* By its key it is moved, not made anew: a picture that plays goes on. */}
        {isCalled(props) && <VideoPart key="video" view={props.view} isCalled />}
        {!props.offline && <DeviceCards {...props} />}
        <InstructionCards {...props} reading={reading} />
        <MessageCard {...props} reading={reading} />
        {!props.offline && props.view.session.phase !== 'ended' && <FaultCards {...props} />}
        <RemindCard {...props} />
        <JumpQuestion {...props} />
        {!isAsked(props) && !isCalled(props) && <VideoPart key="video" view={props.view} isCalled={false} />}
        {!isAsked(props) && <ChecklistCard {...props} />}
      </>
    ),
    /** Inside it, where the sum is another than the roster's. */
    Reasons,
    /** Below it. */
    After: (props: ScreenProps) => (
      <>
        {isAsked(props) && !isCalled(props) && <VideoPart view={props.view} isCalled={false} />}
        {isAsked(props) && <ChecklistCard {...props} />}
        <FloorAsk {...props} />
        <Conversation {...props} reading={reading} />
      </>
    ),
    /** In the foot of the page. */
    Leaving,
    Insecure,
    maySend,
    /** Null where the browser has no such thing. */
    awake: screenLock(),
  };
}

export type Later = Awaited<ReturnType<typeof openLater>>;
