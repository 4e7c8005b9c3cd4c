interface AwakePorts {
  /** Rejects where the browser does not want to, as on a low battery. */
  request(): Promise<Pick<WakeLockSentinel, 'release' | 'released'>>;
  isVisible(): boolean;
}

/** Keeps the screen on while it is wanted and the page is in front, as far as the browser allows. Says nothing where not. */
export class StayAwake {
  readonly #ports: AwakePorts;
  #wanted = false;
  #asking = false;
  #lock: Pick<WakeLockSentinel, 'release' | 'released'> | null = null;

  constructor(ports: AwakePorts) {
    this.#ports = ports;
  }

  want(wanted: boolean): void {
    this.#wanted = wanted;
    this.look();
  }

  /** To be called when the page comes to the front: browsers take the lock away with the page. */
  look(): void {
    if (!this.#wanted) return this.#drop();
    const held = this.#lock !== null && !this.#lock.released;
    if (held || this.#asking || !this.#ports.isVisible()) return;
    this.#asking = true;
    this.#ports.request().then(
      (lock) => {
        this.#asking = false;
        this.#lock = lock;
        if (!this.#wanted) this.#drop();
      },
      () => {
        // The browser will not; asked again the next time the page comes to the front.
        this.#asking = false;
      },
    );
  }

  #drop(): void {
    // A lock that is gone already cannot be released again, which harms nobody.
    this.#lock?.release().catch(() => undefined);
    this.#lock = null;
  }
}

/** Null without HTTPS and before Chrome 84, Safari 16.4. */
export function screenLock(): StayAwake | null {
  const { wakeLock } = navigator as Navigator & { readonly wakeLock?: WakeLock };
  if (wakeLock === undefined) return null;
  const awake = new StayAwake({
    request: () => wakeLock.request('screen'),
    isVisible: () => document.visibilityState === 'visible',
  });
  document.addEventListener('visibilitychange', () => awake.look());
  return awake;
}
