import { Dialog } from '../../ui/dialog.tsx';
import { KEY_SHEET } from '../keys.ts';
import { t } from '../text.ts';

/** Every key of the control room. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const words = t().board.keys;
  return (
    <Dialog title={words.title} wide onClose={onClose}>
      <div class="key-sheet">
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
                  <dd>{words.what[what]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
