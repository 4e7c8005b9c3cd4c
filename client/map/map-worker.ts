import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from './worker.ts?worker&url';

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

let workerSet = false;

/**
 * Pages demand that a script's address comes from a policy. MapLibre hands its worker's address over as plain text, about which
 * the policy named `default` is asked; this one lets through that one address, and no markup at all.
 */
export function nameWorker(): void {
  if (workerSet) return;
  workerSet = true;
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => {
      if (url !== workerUrl) throw new TypeError('not the map');
      return url;
    },
  });
  setWorkerUrl(workerUrl);
}
