import type { IncidentSound } from '../staff/incident-sound.ts';
import { Icon } from '../ui/icon.tsx';
import { BELL, BELL_OFF } from '../ui/icons.ts';
import { t } from './text.ts';

export type SoundControl = Pick<IncidentSound, 'isOn' | 'isBlocked' | 'toggle'>;

/** The alarm's switch. A desk that does not sound says so as long as it is so (I11). */
export function SoundSwitch({ sound }: { readonly sound: SoundControl }) {
  const words = t().incident.sound;
  const { isOn } = sound;
  const why = isOn ? (sound.isBlocked ? words.blocked : '') : words.offShort;
  return (
    <button
      type="button"
      class={why === '' ? 'iconbtn' : 'btn sm sound-off'}
      aria-pressed={!isOn}
      aria-label={[why, isOn ? words.on : words.off].filter(Boolean).join('. ')}
      title={isOn ? words.on : words.off}
      onClick={() => sound.toggle()}
    >
      <Icon of={isOn ? BELL : BELL_OFF} size={16} />
      {why !== '' && <span>{why}</span>}
    </button>
  );
}
