import { useEffect, useState } from 'preact/hooks';
import type { MapView as View, MapViewProps } from '../map/map-view.tsx';
import { t } from './text.ts';

type MapView = typeof View;

/** The map with all it needs comes only when somebody looks at it: it weighs more than the rest of the page. */
export function MapLook(props: MapViewProps) {
  const [loaded, setLoaded] = useState<{ readonly view: MapView } | 'failed' | null>(null);
  useEffect(() => {
    let gone = false;
    import('../map/map-view.tsx').then(
      ({ MapView }) => {
        if (!gone) setLoaded({ view: MapView });
      },
      () => {
        if (!gone) setLoaded('failed');
      },
    );
    return () => {
      gone = true;
    };
  }, []);
  if (loaded === 'failed') return <p class="empty">{t().map.failed}</p>;
  if (loaded === null) return <p class="empty late-word">{t().map.loading}</p>;
  return <loaded.view {...props} />;
}
