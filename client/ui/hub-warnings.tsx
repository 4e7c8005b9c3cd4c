import type { StaffText } from '@hub/shared/text/staff-vi.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { clockTime } from './format.ts';
import { Icon } from './icon.tsx';
import { TRIANGLE_ALERT } from './icons.ts';

interface HubWarningsProps extends Pick<BoardView, 'hub' | 'session'> {
  readonly words: Pick<StaffText, 'notSaving' | 'notSavingHint' | 'noMedia' | 'noMediaHint'>;
}

/** What every staff screen must say as long as it is so: the hub cannot write (G4), or sees no video (L14). */
export function HubWarnings({ hub, session, words }: HubWarningsProps) {
  return (
    <>
      {!hub.logOk && (
        <div class="hub-warning loud" role="alert">
          <Icon of={TRIANGLE_ALERT} size={20} weight={2} />
          <b>{words.notSaving}</b>
          <span>{words.notSavingHint(clockTime(hub.logFailingSince ?? hub.startedAt, session.timeZone, true))}</span>
        </div>
      )}
      {!session.mediaConfigured && (
        <div class="hub-warning" role="note">
          <Icon of={TRIANGLE_ALERT} size={15} weight={2} />
          <b>{words.noMedia}.</b>
          <span>{words.noMediaHint}</span>
        </div>
      )}
    </>
  );
}
