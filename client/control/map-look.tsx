import { useEffect, useState } from 'preact/hooks';
import type { MapViewProps } from '../map/map-view.tsx';
import { t } from './text.ts';

type MapView = typeof import('../map/map-view.tsx').MapView;

/** The map with all it needs comes only when somebody looks at it: it weighs more than the rest of the page. */
export function MapLook(props: MapViewProps) {
  const [View, setView] = useState<{ readonly view: MapView } | 'failed' | null>(null);
  useEffect(() => {
    let gone = false;
    import('../map/map-view.tsx').then(
      ({ MapView }) => {
        if (!gone) setView({ view: MapView });
      },
      () => {
        if (!gone) setView('failed');
      },
    );
    return () => {
      gone = true;
    };
  }, []);
  if (View === 'failed') return <p class="empty">{t().map.failed}</p>;
  if (View === null) return <p class="empty late-word">{t().map.loading}</p>;
  return <View.view {...props} />;
}
