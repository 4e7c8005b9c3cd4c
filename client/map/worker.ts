import './fill-in.ts';
import 'maplibre-gl/dist/maplibre-gl-worker.mjs';
