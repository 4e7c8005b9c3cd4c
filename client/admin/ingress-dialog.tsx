import type { MediaIngress } from '@hub/shared/protocol/down.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { COPY } from '../ui/icons.ts';
import type { AdminActions, IngressAnswer } from './admin-props.ts';
import { t } from './text.ts';

interface IngressProps {
  readonly point: Pick<PointRow, 'id' | 'name'>;
  readonly actions: Pick<AdminActions, 'askIngress' | 'copy'>;
  readonly onClose: () => void;
}

/** Where a point's meeting device or encoder sends its picture, for whoever sets that device up. */
export function IngressDialog({ point, actions, onClose }: IngressProps) {
  const words = t().ingress;
  const [answer, setAnswer] = useState<IngressAnswer | null>(null);
  const ask = (): void => {
    setAnswer(null);
    void actions.askIngress(point.id).then(setAnswer);
  };
  useEffect(ask, [point.id]);
  return (
    <Dialog
      title={words.title(point.name)}
      onClose={onClose}
      actions={
        <>
          {answer !== null && (
            <button type="button" class="btn" onClick={ask}>
              {words.again}
            </button>
          )}
          <button type="button" class="btn primary" data-autofocus onClick={onClose}>
            {t().access.done}
          </button>
        </>
      }
    >
      <div aria-live="polite">
        {answer === null && <p class="dim">{words.asking}</p>}
        {answer !== null && !answer.ok && <p>{words.refused[answer.why]}</p>}
        {answer?.ok && <Address ingress={answer.ingress} onCopy={actions.copy} />}
      </div>
    </Dialog>
  );
}

interface AddressProps {
  readonly ingress: MediaIngress;
  readonly onCopy: (text: string) => void;
}

function Address({ ingress: { url, streamKey, status, error }, onCopy }: AddressProps) {
  const words = t().ingress;
  return (
    <>
      <p>{words.how}</p>
      {([words.url, words.key] as const).map((label, place) => {
        const value = place === 0 ? url : streamKey;
        return (
          <label key={label} class="field ingress-field">
            <span>{label}</span>
            <span class="ingress-value">
              <input class="input" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
              <button type="button" class="btn" aria-label={words.copy(label)} onClick={() => onCopy(value)}>
                <Icon of={COPY} size={14} />
              </button>
            </span>
          </label>
        );
      })}
      <p>
        <b>{words.status[status]}</b> {error}
      </p>
      <p class="dim">{words.secret}</p>
    </>
  );
}
