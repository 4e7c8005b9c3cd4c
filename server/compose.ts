import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { StaffRole } from '@hub/shared/model/access.ts';
import type { ConnectionId, DeviceId, PersonalId, PointId, SessionId } from '@hub/shared/model/ids.ts';
import type { Contact } from '@hub/shared/model/point.ts';
import type { HubNodes, MintedGrant } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { ControlUp } from '@hub/shared/protocol/up.ts';
import type { HubHealth } from '@hub/shared/view/row.ts';
import { identify, LOCAL_ADMIN } from './access/credentials.ts';
import type { Identified } from './access/credentials.ts';
import { isSameMachine } from './access/client-address.ts';
import { DEFAULT_LIMITS, EdgeLimits } from './access/limits.ts';
import type { LimitPolicy } from './access/limits.ts';
import { ownHosts } from './access/origins.ts';
import type { OriginRule } from './access/origins.ts';
import { makeId } from './access/secrets.ts';
import { HubMedia } from './compose-media.ts';
import type { ClusterNode } from './compose-nodes.ts';
import { defaultPublicUrl } from './config.ts';
import type { Config, NodesConfig } from './config.ts';
import { drawPdfApart } from './cards/draw-apart.ts';
import { FACT_VERSIONS } from './domain/events.ts';
import type { RecordedFact } from './domain/events.ts';
import { DEFAULT_POLICY } from './domain/policy.ts';
import type { Policy } from './domain/policy.ts';
import { Alarm } from './hub/alarm.ts';
import { Attendance } from './hub/attendance.ts';
import { contactOf } from './hub/board-source.ts';
import { decideLeftUndecided } from './hub/left-undecided.ts';
import { SoleHub } from './hub/hub.ts';
import type { Hub } from './hub/hub.ts';
import { pointDetail } from './hub/point-detail.ts';
import { PointViews } from './hub/point-views.ts';
import { Readings } from './hub/readings.ts';
import { DEFAULT_LEASE_MS, DEFAULT_SCAN_MS, Presence } from './hub/presence.ts';
import { Publisher } from './hub/publisher.ts';
import { pointOfTurn } from './hub/floor-view.ts';
import { vitalsOf, VitalsStore } from './hub/vitals.ts';
import { openControlSockets } from './ingest/control-socket.ts';
import { createHttpApp } from './ingest/http.ts';
import { closeServer, createHttpServer, listen } from './ingest/http-server.ts';
import type { AnyServer } from './ingest/http-server.ts';
import { createMint } from './ingest/mint.ts';
import { openPointSockets } from './ingest/point-socket.ts';
import type { RosterFiles } from './ingest/roster-routes.ts';
import { attachSocketServers } from './ingest/socket-servers.ts';
import { roomChannels } from './ingest/socket-viewer.ts';
import { offerLocalAdmin, withdrawLocalAdmin } from './local-admin.ts';
import type { LocalAdmin } from './local-admin.ts';
import type { EventLog } from './log/event-log.ts';
import { openSqliteLog } from './log/sqlite-log.ts';
import { openMapFiles } from './maps/map-files.ts';
import { systemClock } from './platform/clock.ts';
import type { Clock, Disposer } from './platform/clock.ts';
import { systemLoad } from './platform/load.ts';
import { createLogger } from './platform/logger.ts';
import type { Logger } from './platform/logger.ts';
import { createMetrics } from './platform/metrics.ts';
import type { Metrics } from './platform/metrics.ts';
import { roundReport } from './report/round-report.ts';
import { roundSheetText } from './report/round-workbook.ts';
import { writeRoundApart } from './report/write-apart.ts';
import { Replay } from './report/replay/replay.ts';
import { EarlierSources } from './report/earlier-source.ts';
import { eraseEarlier, erasePersonal, eraseWhatIsDue } from './report/erase-personal.ts';
import { readTrail, trailCsv } from './report/trail.ts';
import { parseRosterFile } from './roster/parse-apart.ts';
import { writeRosterCsv, writeRosterTemplate, writeRosterXlsx } from './roster/write-roster.ts';
import { readSabotage } from './sabotage.ts';
import { seedSampleTown } from './seed.ts';

export interface Overrides {
  readonly clock?: Clock | undefined;
  /** Closed by the hub's stop like its own. */
  readonly log?: EventLog | undefined;
  readonly logger?: Logger | undefined;
  readonly policy?: Partial<Policy> | undefined;
  readonly limits?: Partial<LimitPolicy> | undefined;
  readonly leaseMs?: number | undefined;
  readonly pagesDir?: string | undefined;
  /** An empty log stays empty. */
  readonly seed?: false | undefined;
  /** Connections stand for phones that have no socket here: a measurement's. */
  readonly reconcile?: false | undefined;
}

export type Minted =
  { readonly ok: true; readonly grant: MintedGrant } | { readonly ok: false; readonly kind: ErrorKind };

export interface RunningHub {
  readonly hub: Hub;
  readonly log: EventLog;
  readonly metrics: Metrics;
  readonly httpServer: AnyServer;
  /** Takes connections; before that nothing but the scripts of this process reaches the hub. */
  listen(): Promise<{ readonly port: number; readonly url: string }>;
  mintLink(role: StaffRole | 'operator', pointId?: PointId, label?: string): Promise<Minted>;
  /** Tells everybody when to come back, finishes what was accepted, closes. */
  stop(): Promise<void>;
}

/** Advice to clients at a stop: a restart takes a second or two, and everybody at once would make it longer. */
const COME_BACK = { kind: 'stopping', reconnectAfterMs: 1_000, spreadMs: 2_000 } as const;
/** Staff screens are few, and the room looks at them: they are whole again within a second of the hub's return (V8). */
const STAFF_COME_BACK = { kind: 'stopping', reconnectAfterMs: 200, spreadMs: 300 } as const;
/** Gathers under load, is not felt without: a command after a lull goes at once. */
const GATHER_MS = 3;
/** What is missed between sockets and projection is put right this often. */
const RECONCILE_MS = 10_000;
/** After a start phones come first: the log is read for replay when they are back. */
const WARM_AFTER_MS = 5_000;
/** Half of what lies between two questions of a page for its strip. */
const STRIP_PATIENCE_MS = 5_000;
const PAGES_DIR = fileURLToPath(new URL('../client/dist', import.meta.url));

const rosterFiles: RosterFiles = {
  check: (bytes, fileName, edits) => parseRosterFile(bytes, fileName, edits),
  write: async (lines, format) => (format === 'csv' ? writeRosterCsv(lines) : writeRosterXlsx(lines)),
  template: () => writeRosterTemplate(),
};

/** Builds a hub from its parts. The only place that knows them all; used by the process, the scripts and the tests. */
export async function composeHub(config: Config, overrides: Overrides = {}): Promise<RunningHub> {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const metrics = createMetrics(config.nodes !== null);
  const policy: Policy = { ...DEFAULT_POLICY, jump: config.jump, ...overrides.policy };
  const { livekit } = config;
  const mediaConfigured = livekit !== null;
  const sabotage = readSabotage(process.env);

  const cluster = config.nodes === null ? null : await openClusterNode(config.nodes);
  const sole =
    cluster !== null || overrides.log !== undefined
      ? null
      : await openSqliteLog({
          folder: config.dataDir,
          versions: FACT_VERSIONS,
          now: () => clock.now(),
          sabotage: sabotage.log,
        });
  const opened = cluster?.store ?? overrides.log ?? sole;
  if (opened === null) throw new Error('no log was opened');
  const log = measured(opened, metrics);
  const hub: Hub =
    cluster?.hub ??
    (await SoleHub.open({
      log,
      clock,
      logger,
      policy,
      mediaConfigured,
      gatherMs: GATHER_MS,
      sabotage: sabotage.hub,
    }).catch(async (error: unknown) => {
      await log.close();
      throw error;
    }));
  if (sole !== null) await decideLeftUndecided(sole, hub, logger);
  const mapFiles = await openMapFiles(config.dataDir, logger);
  if (overrides.seed !== false && cluster === null) await seedSampleTown(hub, mapFiles.areas, makeId);

  const { projection } = hub;
  const source = cluster?.source ?? projection;
  const limits = new EdgeLimits(
    { ...DEFAULT_LIMITS, connections: config.maxConnections, ...overrides.limits },
    clock,
    cluster && ((name, points, seconds) => cluster.limits.limiter(name, points, seconds)),
  );
  let listeningOn: number | null = null;
  const origins: OriginRule = {
    allowed: [...config.origins, ...(config.publicUrl === null ? [] : [new URL(config.publicUrl).origin])],
    trustProxy: config.trustProxy,
    isOwnHost: ownHosts(config.host),
    port: () => listeningOn,
    // Also those that are planned: a page that was opened before one of them joined may have to go there.
    ...(cluster === null || (config.nodes?.url ?? null) === null
      ? {}
      : { otherHubs: () => [...new Set([...cluster.origins, ...config.origins])] }),
  };
  let localAdmin: LocalAdmin | null = null;
  let isErasureOwed = false;
  let accepting = false;
  let publicUrl = config.publicUrl ?? defaultPublicUrl(config, config.port);

  const identifyRequest = (credential: string, request: Parameters<typeof isSameMachine>[0]): Identified => {
    if (localAdmin !== null && credential === localAdmin.key) {
      return isSameMachine(request) ? { ok: true, person: LOCAL_ADMIN } : { ok: false, kind: 'unauthorized' };
    }
    return identify(projection, credential);
  };
  const contactById = (id: PersonalId): Contact | undefined =>
    projection.personal(id) === undefined ? undefined : contactOf(projection, id);

  const otherHubs = (): HubNodes | null => cluster?.forClients ?? null;
  const ports = { hub, clock, logger, metrics, makeId, contactOf: contactById, identify: identifyRequest, otherHubs };
  const vitals = new VitalsStore();
  const media =
    livekit &&
    new HubMedia(livekit, {
      hub,
      clock,
      logger,
      metrics,
      makeId,
      vitals,
      healthChanged: () => publisher.markHeader(),
      isWitness: () => cluster?.isDeciding ?? true,
    });
  const health = (): HubHealth => ({
    ...hub.health(),
    media: media?.health() ?? { status: 'off' },
    nodes: cluster?.health() ?? null,
  });
  const mint = createMint({ ...ports, publicUrl: () => publicUrl });
  const earlier = new EarlierSources(log, projection);
  const replay = new Replay({
    log,
    live: projection,
    now: () => clock.now(),
    ofTheHub: () => ({ mediaConfigured, health: health() }),
    stripPatienceMs: STRIP_PATIENCE_MS,
  });
  const sourceOf = async (sessionId: SessionId | null) => (sessionId === null ? projection : earlier.of(sessionId));
  const app = createHttpApp({
    ...ports,
    beforeMetrics: () => {
      cluster?.measure(metrics);
      const { views, behind } = publisher.counts();
      metrics.views.set({ state: 'subscribed' }, views);
      metrics.views.set({ state: 'behind' }, behind);
    },
    origins,
    limits,
    ...mapFiles,
    rosterFiles,
    publicUrl: () => publicUrl,
    drawCards: (sheet, lang) => drawPdfApart({ sheet, lang }),
    metricsToken: config.metricsToken,
    trustProxy: config.trustProxy,
    videoUrl: livekit?.url ?? null,
    webhook: media && ((body, authorization) => media.webhook(body, authorization)),
    pagesDir: overrides.pagesDir ?? PAGES_DIR,
    isAccepting: () => accepting,
    backup: (file) => log.backup(file),
    roundFile: async (roundId, lang) => {
      const report = roundReport(projection, roundId);
      if (typeof report === 'string') return { ok: false, kind: report };
      const name = `${roundSheetText(lang).fileName(report.round.number)}.xlsx`;
      return { ok: true, name, bytes: await writeRoundApart({ report, lang }) };
    },
    erasePersonal: (earlier) =>
      earlier === null ? erasePersonal(log, projection) : eraseEarlier(log, projection, earlier),
    replay,
    trail: {
      read: (query) => readTrail({ log, sourceOf }, query),
      csv: (query) => trailCsv({ log, sourceOf }, query),
    },
  });
  const httpServer = createHttpServer(app, config.tls);
  const sockets = attachSocketServers(httpServer, { origins, limits, metrics });

  const publisher = new Publisher({
    source,
    clock,
    channels: roomChannels(sockets.control),
    load: systemLoad(),
    vitals,
    health,
    mediaConfigured,
    makeEpoch: makeId,
    onTooSlow: ({ id }) => {
      logger.warn({ connectionId: id }, 'a view that reads nothing was closed');
      sockets.control.in(id).disconnectSockets(true);
    },
    onFlush: ({ tookMs, rows }) => {
      metrics.flushMs.observe(tookMs);
      metrics.flushedRows.inc(rows);
    },
  });
  const attendance = new Attendance({
    clock,
    changed: (pointId, attending) => {
      projection.setAttending(pointId, attending);
      publisher.markPoint(pointId);
    },
  });
  const silenced = new Set<ConnectionId>();
  const presence = new Presence({
    clock,
    leaseMs: overrides.leaseMs ?? DEFAULT_LEASE_MS,
    scanMs: DEFAULT_SCAN_MS,
    onSilent: (pointId, connectionId) => {
      // Said at each scan, and of several hubs the one that decides may be away for long.
      if (silenced.has(connectionId)) return;
      silenced.add(connectionId);
      void hub
        .handleOwn({ type: 'CloseConnection', pointId, connectionId, how: 'silent' })
        .finally(() => silenced.delete(connectionId));
    },
    onStall: (stalledForMs) => {
      logger.warn({ stalledForMs }, 'the loop stood still: every lease was renewed');
      alarm.hold(clock.now() + DEFAULT_LEASE_MS);
    },
  });
  const alarm = new Alarm(hub, { policy, mediaConfigured });
  const pointViews = new PointViews({
    source,
    clock,
    mediaConfigured,
    videoNames: media?.names ?? null,
    jump: policy.jump,
    digest: (text) => hash('sha1', text, 'base64'),
    send: (deviceId, view) => pointSockets.sendView(deviceId, view),
  });

  const unsubscribe = [
    hub.onAdopted((facts) => {
      for (const { fact } of facts) {
        metrics.facts.inc({ type: fact.type });
        if (fact.type === 'ConnectionClosed' && fact.how === 'silent') metrics.leasesExpired.inc();
        if (fact.type === 'DeviceRevoked' || fact.type === 'PenMoved') forgetVitals(fact.deviceId);
      }
      publisher.adopt(facts);
      pointViews.adopt(facts);
      media?.adopt(facts);
      if (cluster !== null) eraseWithTheOthers(facts);
    }),
    hub.onHealth(({ logOk }) => {
      metrics.logOk.set(logOk ? 1 : 0);
      publisher.markAll();
      if (logOk && isErasureOwed) noteErasing(eraseWhatIsDue(log, projection));
      if (logOk) void sayRestarted().then(() => pointSockets.reconcile());
    }),
  ];
  if (cluster !== null) {
    unsubscribe.push(
      cluster.hub.onRefolded(() => {
        publisher.startAnew();
        sockets.control.disconnectSockets(true);
        pointViews.startAnew();
        replay.startAnew();
        earlier.startAnew();
        media?.startAnew();
        noteErasing(eraseWhatIsDue(log, projection));
      }),
    );
  }
  metrics.logOk.set(1);
  if (cluster !== null) noteErasing(eraseWhatIsDue(log, projection));

  const readings = new Readings(clock, (command) => void hub.handleOwn(command));
  const pointSockets = openPointSockets(sockets.point, {
    ...ports,
    presence,
    isRestartSaid: () => restartIsSaid,
    node: cluster?.id ?? null,
    viewOf: (deviceId) => pointViews.viewOf(deviceId),
    media,
    keepVitals: (pointId, sample, deviceId) => {
      // Put out, it may have sent once more before its line was closed.
      if (projection.device(deviceId)?.revokedAt !== null) return;
      media?.says(pointId, deviceId, sample);
      const point = projection.point(pointId);
      if (point) vitals.record(point.index, vitalsOf(sample), clock.now());
    },
    keepReading: (pointId, reading) => readings.keep(pointId, reading),
    keepRoundTrip: (pointId, rttMs) => {
      const point = projection.point(pointId);
      if (point) vitals.recordRoundTrip(point.index, rttMs, clock.now());
    },
  });
  const controlDoor = openControlSockets(sockets.control, {
    ...ports,
    otherHubs: () => forStaff(otherHubs()),
    nodes: cluster,
    mint,
    attendance,
    publicUrl: () => publicUrl,
    views: publisher,
    heardAt: (id) => presence.heardAt(id),
    vitalsOf: (turnId) => {
      const point = pointOfTurn(projection, turnId);
      return point ? vitals.of(point.index, clock.now()) : null;
    },
    media,
    detailOf: (pointId) =>
      pointDetail(
        source,
        pointId,
        (id) => presence.heardAt(id),
        (index) => vitals.of(index, clock.now()),
      ),
  });

  /** The figures of a point were those of the device that sent them. */
  function forgetVitals(deviceId: DeviceId): void {
    const pointId = projection.device(deviceId)?.pointId;
    const point = pointId && projection.point(pointId);
    if (point) vitals.forget(point.index);
  }

  let restartIsSaid = false;
  /** L5: what was connected in the hub's earlier life is unknown until it speaks. Said again where it could not be written. */
  async function sayRestarted(): Promise<void> {
    if (restartIsSaid) return;
    if (cluster !== null) {
      restartIsSaid = true;
      return cluster.begin();
    }
    restartIsSaid = (await hub.handleOwn({ type: 'RestartHub' })).ok;
  }

  async function beginMedia(): Promise<void> {
    if (cluster !== null) return media?.beginBesideOthers();
    if (media) return media.begin();
    return forgetVideo();
  }

  async function forgetVideo(): Promise<void> {
    // Of a video system that this hub was once joined to nothing is to be shown.
    const session = projection.session();
    const isRemembered = [...projection.points()].some(({ evidence }) => evidence.media.status === 'flowing');
    if (!session || session.mediaFeed === 'stale' || !isRemembered) return;
    await hub.handleOwn({ type: 'ChangeMediaFeed', feed: 'stale', ingress: false });
  }

  let reconciling: Disposer | null = null;
  const reconcileLater = (): void => {
    reconciling = clock.setTimer(clock.now() + RECONCILE_MS, () => {
      // What is asked while nobody decides would be asked again and again.
      if (hub.health().logOk && cluster?.isDecided !== false) pointSockets.reconcile();
      reconcileLater();
    });
  };

  let warming: Disposer | null = null;
  const warmLater = (): void => {
    warming = clock.setTimer(clock.now() + WARM_AFTER_MS, () => {
      // Whoever looks back is told; nobody waits for this one.
      replay.warm().catch((error: unknown) => logger.warn({ error }, 'the log could not be read in advance'));
    });
  };

  function openClusterNode(nodes: NodesConfig): Promise<ClusterNode> {
    return import('./compose-nodes.ts').then(({ ClusterNode }) =>
      ClusterNode.open({
        config: nodes,
        dataDir: config.dataDir,
        clock,
        logger,
        policy,
        mediaConfigured,
        makeId,
        url: () => nodes.url ?? publicUrl,
        sockets: () => sockets.point.sockets.size + sockets.control.sockets.size,
        changed: () => publisher.markHeader(),
        savedAfter: (ms) => metrics.savedMs.observe(ms),
        seenOtherwise: (pointIds) => {
          if (pointIds === null) publisher.markAll();
          for (const pointId of pointIds ?? []) publisher.markPoint(pointId);
          pointViews.lookAgainAt(pointIds);
        },
        nodesChanged: (nodes) => {
          pointSockets.door.tellNodes(nodes);
          controlDoor.tellNodes(forStaff(nodes));
        },
        deciding: (isDeciding) => {
          if (isDeciding) void beginDeciding();
          else alarm.sleep();
        },
      }),
    );
  }

  async function beginDeciding(): Promise<void> {
    alarm.wake();
    try {
      if (media) await media.takeOver();
      else await forgetVideo();
      if (overrides.seed !== false) await seedSampleTown(hub, mapFiles.areas, makeId);
    } catch (error) {
      logger.error({ error }, 'what a hub does first when it decides failed');
    }
  }

  /** G9: what another hub's administrator erased goes here too; what could not, once the disk takes it (G7). */
  function eraseWithTheOthers(facts: readonly RecordedFact[]): void {
    for (const { fact } of facts) {
      if (fact.type === 'PersonalErased') noteErasing(erasePersonal(log, projection));
      if (fact.type === 'EarlierErased') noteErasing(eraseEarlier(log, projection, fact.sessionId));
    }
  }

  function noteErasing(erasing: Promise<number | null>): void {
    erasing.then(
      (erased) => {
        isErasureOwed = erased === null;
        if (erased === null) logger.error('what was erased elsewhere could not be erased here');
        publisher.markAll();
      },
      (error: unknown) => {
        isErasureOwed = true;
        logger.error({ error }, 'what was erased elsewhere could not be erased here');
      },
    );
  }

  let stopped: Promise<void> | null = null;
  async function stop(): Promise<void> {
    accepting = false;
    const others = otherHubs();
    // To another hub, which need not start first.
    const goOn = others && others.urls.length > 1 ? { ...STAFF_COME_BACK, spreadMs: others.spreadMs } : COME_BACK;
    pointSockets.door.notifyAll(goOn);
    controlDoor.notifyAll(STAFF_COME_BACK);
    reconciling?.();
    warming?.();
    presence.stop();
    attendance.stop();
    alarm.stop();
    readings.stop();
    media?.stop();
    limits.codes.stop();
    await cluster?.sayGoodbye();
    await hub.stop();
    await cluster?.stop();
    for (const undo of unsubscribe) undo();
    pointSockets.stop();
    controlDoor.stop();
    pointViews.stop();
    publisher.stop();
    sockets.close();
    await closeServer(httpServer);
    if (localAdmin !== null) await withdrawLocalAdmin(config.dataDir);
    localAdmin = null;
    await log.close();
    logger.info('hub stopped');
  }

  return {
    hub,
    log,
    metrics,
    httpServer,
    async listen() {
      // Before anybody can speak.
      await sayRestarted();
      await beginMedia();
      const port = await listen(httpServer, config.port, config.host);
      listeningOn = port;
      publicUrl = config.publicUrl ?? defaultPublicUrl(config, port);
      const scheme = config.tls === null ? 'http' : 'https';
      localAdmin = await offerLocalAdmin(config.dataDir, `${scheme}://${localHost(config.host)}:${port}`, process.pid);
      accepting = true;
      if (overrides.reconcile !== false) reconcileLater();
      warmLater();
      if (config.trustProxy && config.publicUrl === null) {
        logger.warn('HUB_TRUST_PROXY without HUB_PUBLIC_URL: pages opened by the proxy’s name are refused');
      }
      logger.info({ port, host: config.host, url: publicUrl, head: projection.head }, 'hub listens');
      return { port, url: publicUrl };
    },
    async mintLink(role, pointId, label) {
      const wanted: ControlUp['grant:mint'] = { commandId: makeId(), kind: 'link', role, pointId, label };
      const answer = await mint.answer(LOCAL_ADMIN, wanted);
      return answer.ok ? { ok: true, grant: answer } : { ok: false, kind: answer.error.kind };
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Staff are few, and the room looks at their screens (V8). */
function forStaff<N extends HubNodes | null>(nodes: N): N {
  return nodes === null ? nodes : { ...nodes, spreadMs: STAFF_COME_BACK.spreadMs };
}

/** How this machine reaches a hub that listens there. */
function localHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Times every append for the metrics. */
function measured(log: EventLog, metrics: Metrics): EventLog {
  return {
    async append(batch) {
      const began = performance.now();
      const result = await log.append(batch);
      metrics.appendMs.observe(performance.now() - began);
      return result;
    },
    read: (afterSeq) => log.read(afterSeq),
    readPersonal: () => log.readPersonal(),
    erasePersonal: (ids) => log.erasePersonal(ids),
    head: () => log.head(),
    backup: (toFile) => log.backup(toFile),
    stats: () => log.stats(),
    close: () => log.close(),
  };
}
