import type { PointActions } from '../point-props.ts';
import { t } from '../text.ts';
import { later } from './text.ts';

/** The question before a goodbye, which the control room takes at its word (L12). */
export function Leaving({ actions }: { readonly actions: Pick<PointActions, 'askLeave' | 'leave'> }) {
  const words = later();
  return (
    <div class="leaving" role="group" aria-label={words.leaveTitle}>
      <p>{words.leaveBody}</p>
      <button type="button" class="big line" onClick={() => actions.askLeave(false)}>
        {t().cancel}
      </button>
      <button type="button" class="big line" onClick={actions.leave}>
        {t().leave}
      </button>
    </div>
  );
}

/** What a page lacks that came without HTTPS (O8). */
export function Insecure() {
  return isSecureContext ? null : <p class="aside">{later().noHttps}</p>;
}
