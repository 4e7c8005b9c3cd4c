import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly connections: Gauge<'namespace'>;
  readonly commands: Counter<'type' | 'outcome'>;
  /** Refusals at the edge and in the domain, by error kind. */
  readonly refused: Counter<'kind'>;
  readonly appendMs: Histogram;
  /** Of several nodes: from a command's coming to its being on this node's disk. */
  readonly savedMs: Histogram;
  readonly logOk: Gauge;
  readonly facts: Counter<'type'>;
  readonly leasesExpired: Counter;
  readonly vitals: Counter;
  readonly flushMs: Histogram;
  readonly flushedRows: Counter;
  readonly snapshots: Counter;
  /** Screens that are served, and those that read too slowly to get every patch. */
  readonly views: Gauge<'state'>;
  readonly httpRequests: Counter<'route' | 'status'>;
  /** LiveKit's: taken, repeated, or not signed by it. */
  readonly webhooks: Counter<'result'>;
  readonly mediaFeed: Gauge;
  /** Of one hub of several; a hub that is alone does not have them. */
  readonly nodes: NodeMetrics;
}

export interface NodeMetrics {
  readonly tailIndex: Gauge;
  readonly lag: Gauge;
  readonly fence: Gauge;
  readonly members: Gauge;
  readonly lost: Gauge;
  readonly undecided: Gauge;
  readonly unpublished: Gauge;
  readonly carrierReached: Gauge;
  readonly deciding: Gauge;
  readonly refused: Gauge;
  readonly dropped: Gauge;
}

/** One registry per hub, so that several hubs in one test process do not meet. */
export function createMetrics(isOneOfSeveral = false): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // Event-loop delay, memory and CPU of the process come with the defaults.
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    connections: new Gauge({
      name: 'hub_connections',
      help: 'Open sockets',
      labelNames: ['namespace'],
      registers,
    }),
    commands: new Counter({
      name: 'hub_commands_total',
      help: 'Commands answered, by type and outcome (ok or the error kind)',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    refused: new Counter({
      name: 'hub_refused_total',
      help: 'Messages, connections and requests refused, by error kind',
      labelNames: ['kind'],
      registers,
    }),
    appendMs: new Histogram({
      name: 'hub_append_ms',
      help: 'Time from handing a batch to the log to its answer, ms',
      buckets: [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024],
      registers,
    }),
    savedMs: new Histogram({
      name: 'hub_saved_ms',
      help: 'Of several hubs: time from a command to its being on the disk of the hub it came to, ms',
      buckets: [1, 2, 4, 8, 16, 32, 50, 75, 100, 150, 250, 500, 1_000, 2_000, 5_000],
      registers,
    }),
    logOk: new Gauge({ name: 'hub_log_ok', help: '1 while the log can be written', registers }),
    facts: new Counter({ name: 'hub_facts_total', help: 'Facts adopted, by type', labelNames: ['type'], registers }),
    leasesExpired: new Counter({
      name: 'hub_leases_expired_total',
      help: 'Connections closed because their lease ran out',
      registers,
    }),
    vitals: new Counter({ name: 'hub_vitals_total', help: 'Samples received from points', registers }),
    flushMs: new Histogram({
      name: 'hub_flush_ms',
      help: 'Time one flush of all views took, ms',
      buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128],
      registers,
    }),
    flushedRows: new Counter({
      name: 'hub_flushed_rows_total',
      help: 'Rows sent in patches, once per view class',
      registers,
    }),
    snapshots: new Counter({ name: 'hub_snapshots_total', help: 'Snapshots sent to views', registers }),
    views: new Gauge({
      name: 'hub_views',
      help: 'Views subscribed, and those of them that are behind because they do not read',
      labelNames: ['state'],
      registers,
    }),
    httpRequests: new Counter({
      name: 'hub_http_requests_total',
      help: 'HTTP requests by route and status',
      labelNames: ['route', 'status'],
      registers,
    }),
    webhooks: new Counter({
      name: 'hub_media_webhooks_total',
      help: "LiveKit's webhooks, by what became of them",
      labelNames: ['result'],
      registers,
    }),
    mediaFeed: new Gauge({ name: 'hub_media_feed', help: '1 while the hub sees the video system', registers }),
    nodes: nodeMetrics(isOneOfSeveral ? registers : []),
  };
}

function nodeMetrics(registers: Registry[]): NodeMetrics {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name: `hub_node_${name}`, help, registers });
  return {
    tailIndex: gauge('tail_index', 'Newest entry of the agreed log on this disk'),
    lag: gauge('lag_entries', 'Entries that other hubs have and this one has not'),
    fence: gauge(
      'fence',
      'Fence of the lease under which is decided; 0 while nobody decides, as far as this hub knows',
    ),
    members: gauge('members', 'Hubs for which something is kept, this one too'),
    lost: gauge('members_lost', 'Hubs of the session that are not heard'),
    undecided: gauge('undecided', 'Commands of this hub’s sockets that are saved and not decided'),
    unpublished: gauge('unpublished', 'Commands of this hub’s sockets that Redis does not have yet'),
    carrierReached: gauge('carrier_reached', '1 while this hub reaches Redis'),
    deciding: gauge('deciding', '1 while this hub decides'),
    refused: gauge('refused', '1 while this hub takes no part, because its log is not that of the others'),
    dropped: gauge('dropped', 'Messages in Redis that nobody of this cluster signed'),
  };
}
