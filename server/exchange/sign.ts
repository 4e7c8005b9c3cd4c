import { createHmac, timingSafeEqual } from 'node:crypto';

export type CarriedKind = 'command' | 'entry' | 'beat' | 'whisper';

/** Whoever gets at Redis without the cluster's secret can take away and repeat what is carried, and invent nothing. */
export class Seal {
  readonly #secret: string;
  readonly #cluster: string;

  constructor(secret: string, cluster: string) {
    this.#secret = secret;
    this.#cluster = cluster;
  }

  sign(kind: CarriedKind, text: string): string {
    return this.#mac(kind, text).toString('base64url');
  }

  verifies(kind: CarriedKind, text: string, mac: string): boolean {
    const given = Buffer.from(mac, 'base64url');
    const wanted = this.#mac(kind, text);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  #mac(kind: CarriedKind, text: string): Buffer {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([kind, this.#cluster]))
      .update(text)
      .digest();
  }
}
