import { Dialog } from '../ui/dialog.tsx';
import { num } from '../ui/text.ts';
import type { RosterDiff } from './admin-props.ts';
import { t } from './text.ts';

/** More than a person reads in a dialog; the count says how many there are. */
const SHOWN_MAX = 200;

/** Re-import: what will be new, what will be different in which field, and what the file no longer names. */
export function ImportChanges({ diff, onClose }: { readonly diff: RosterDiff; readonly onClose: () => void }) {
  const words = t().import;
  const { fields } = t().roster;
  const shown = (value: string | number | null): string =>
    value === null || value === '' ? words.blank : String(value);
  const codes = (title: string, ids: readonly string[]) =>
    ids.length > 0 && (
      <section>
        <h3>
          {title} {num(ids.length)}
        </h3>
        <p class="codes">
          {ids.slice(0, SHOWN_MAX).join(', ')}
          {ids.length > SHOWN_MAX && '…'}
        </p>
      </section>
    );
  return (
    <Dialog wide title={words.changesTitle} onClose={onClose}>
      <div class="changes">
        {codes(words.added, diff.added)}
        {diff.changed.length > 0 && (
          <section>
            <h3>
              {words.changed} {num(diff.changed.length)}
            </h3>
            <ul>
              {diff.changed.slice(0, SHOWN_MAX).map((point) => (
                <li key={point.id}>
                  <b>{point.id}</b>
                  <span>
                    {point.fields.map(({ field, from, to }) => (
                      <span key={field}>
                        {fields[field]}: <s>{shown(from)}</s> → {shown(to)}
                      </span>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {codes(words.missing, diff.missing)}
      </div>
    </Dialog>
  );
}
