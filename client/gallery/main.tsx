import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/overlay.css';

/** For development alone, not part of the build: one screen with the data of the design pictures, `?page=wall&stale`. */
const pages: Record<string, () => Promise<{ show: (query: URLSearchParams) => Promise<void> }>> = {
  wall: () => import('./wall.tsx'),
  'wall-soak': () => import('./wall-soak.tsx'),
  admin: () => import('./admin.tsx'),
  control: () => import('./control.tsx'),
  point: () => import('./point.tsx'),
  technician: () => import('./technician.tsx'),
};

const query = new URLSearchParams(location.search);
const themed = query.get('theme');
if (themed) document.documentElement.dataset['theme'] = themed;
const page = pages[query.get('page') ?? 'wall'];
if (page) void page().then((module) => module.show(query));
