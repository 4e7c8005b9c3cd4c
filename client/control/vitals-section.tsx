import type { LinkState, Vitals } from '@hub/shared/model/link.ts';
import { SAMPLES_MAX, type Samples } from '../staff/samples.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { dec, num } from '../ui/text.ts';
import { t } from './text.ts';

const SHOWN = ['rttMs', 'lossPct', 'jitterMs', 'bitrateKbps', 'fps'] as const satisfies readonly (keyof Vitals)[];

/** What the line measures now, and how that has gone since the drawer was opened: samples are not kept by the hub (G6). */
export function VitalsSection({ samples, state }: { readonly samples: Samples; readonly state: LinkState }) {
  const words = t().board.vitals;
  const latest = samples[samples.length - 1] ?? null;
  const lines = SHOWN.filter((name) => samples.some((sample) => (sample?.[name] ?? null) !== null));
  return (
    <div class="dsec">
      <h3>
        {words.title}
        <span>{words.since}</span>
      </h3>
      {lines.length === 0 && <p class="dim">{words.none}</p>}
      {lines.map((name) => {
        const value = latest?.[name] ?? null;
        const gaps: null[] = Array.from({ length: SAMPLES_MAX - samples.length }, () => null);
        const isResting = latest?.resting && (name === 'bitrateKbps' || name === 'fps');
        const shown = isResting
          ? words.resting
          : value === null
            ? t().none
            : name === 'lossPct'
              ? dec(value, 1)
              : num(value);
        return (
          <div class="kv vital" key={name}>
            <span>{words.names[name]}</span>
            <Sparkline
              values={[...gaps, ...samples.map((sample) => sample?.[name] ?? null)]}
              state={state}
              label={`${words.names[name]}: ${shown}`}
            />
            <b>{shown}</b>
          </div>
        );
      })}
    </div>
  );
}
