import { Dialog } from '../../ui/dialog.tsx';
import { STATE_LETTER } from '../../ui/states.ts';
import { KEY_SHEET } from '../keys.ts';
import { t } from '../text.ts';

/** In the order of their letters. */
function stateNames(): string {
  const states = Object.keys(STATE_LETTER) as (keyof typeof STATE_LETTER)[];
  return states.map((state) => t().state[state].toLocaleLowerCase()).join(', ');
}

/** Every key of the control room. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const words = t().board.keys;
  return (
    <Dialog title={words.title} wide onClose={onClose}>
      {/* Longer than a small screen with large letters: arrow keys scroll what has the focus. */}
      <div class="key-sheet" role="group" aria-label={words.title} tabIndex={0} data-autofocus>
        {KEY_SHEET.map(({ part, lines }) => (
          <section key={part}>
            <h3>{words[part]}</h3>
            <dl>
              {lines.map(({ keys, what }) => (
                <div key={what}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{what === 'filter' ? `${words.what.filter}: ${stateNames()}` : words.what[what]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
