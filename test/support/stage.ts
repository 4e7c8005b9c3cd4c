import { must } from '@hub/shared/lib/assert.ts';
import { Publisher, type PublisherPorts } from '@hub/server/hub/publisher.ts';
import type { Wish } from '@hub/server/hub/viewer.ts';
import { VitalsStore } from '@hub/server/hub/vitals.ts';
import type { HubHealth } from '@hub/shared/view/row.ts';
import { DirectHub, somePoint } from './direct-hub.ts';
import { FakeChannels, FakeScreen } from './fake-screen.ts';
import { ManualClock } from './manual-clock.ts';

/** The smallest change of a session, and of a row. */
export function rename(stage: Stage, title: string): void {
  const session = must(stage.hub.projection.session(), 'a session');
  const { id: _, timeZone: __, ...head } = session.head;
  stage.hub.handle({ type: 'EditSession', change: { ...head, title } });
}

export function renamePoint(stage: Stage, n: number, shortName: string): void {
  stage.hub.handle({ type: 'EditPoint', point: somePoint(n, { shortName }) });
}

/** A hub, a publisher and rooms, with a clock that stands still: for unit tests of the view stream. */
export class Stage {
  readonly clock = new ManualClock();
  readonly hub = new DirectHub(this.clock);
  readonly channels = new FakeChannels();
  readonly vitals = new VitalsStore();
  readonly tooSlow: string[] = [];
  readonly load = { utilization: (): number => 0, stopwatch: (): number => 0 };
  health: HubHealth = { logOk: true, logFailingSince: null, startedAt: 0, media: { status: 'off' }, nodes: null };
  publisher: Publisher;
  #lives = 0;
  #screens = 0;

  constructor(points = 4) {
    this.hub.createSession();
    for (let n = 1; n <= points; n++) this.hub.handle({ type: 'AddPoint', point: somePoint(n) });
    this.publisher = this.#publish();
  }

  /** A new screen with the view it asks for. */
  watch(wish: Partial<Wish> = {}): FakeScreen {
    const screen = new FakeScreen(`screen-${++this.#screens}`, this.channels);
    this.publisher.subscribe(screen, { role: 'controller', filter: {}, vitals: false, ...wish });
    return screen;
  }

  /** A new life of the hub over the same facts. */
  restart(): void {
    this.publisher.stop();
    this.channels.members.clear();
    this.hub.restart();
    this.publisher = this.#publish();
  }

  #publish(): Publisher {
    const life = ++this.#lives;
    let epochs = 0;
    const ports: PublisherPorts = {
      source: this.hub.projection,
      clock: this.clock,
      channels: this.channels,
      load: this.load,
      vitals: this.vitals,
      health: () => this.health,
      mediaConfigured: false,
      makeEpoch: () => `life${life}-${++epochs}`,
      onTooSlow: (viewer) => this.tooSlow.push(viewer.id),
    };
    const publisher = new Publisher(ports);
    this.hub.onAdopted = (facts) => publisher.adopt(facts);
    return publisher;
  }
}
