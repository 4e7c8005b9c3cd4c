import { phoneNumber } from '@hub/shared/view/session-time.ts';
import { common } from '../ui/text.ts';
import { hello } from './hello.ts';

/** The control room's telephone, where there is one: what a person who was not let in needs next. */
export function Hotline() {
  const known = hello();
  if (!known?.hotline) return null;
  return (
    <p class="hotline">
      {known.title}
      <a class="btn" href={`tel:${known.hotline.replace(/[^\d+]/g, '')}`}>
        {common().entrance.call(phoneNumber(known.hotline))}
      </a>
    </p>
  );
}
