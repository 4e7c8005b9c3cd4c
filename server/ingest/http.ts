import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createReadStream } from 'node:fs';
import { CARD_PATH, PAGE_OF, ROUTES } from '@hub/shared/protocol/registry.ts';
import type { Route } from '@hub/shared/protocol/registry.ts';
import { httpUp } from '@hub/shared/protocol/up.ts';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import { clientAddress } from '../access/client-address.ts';
import type { EdgeLimits } from '../access/limits.ts';
import type { Hub } from '../hub/hub.ts';
import { areaRoutes } from './area-routes.ts';
import type { AreaRoutePorts } from './area-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import type { ReplayRoutePorts } from './replay-routes.ts';
import { roundExport } from './round-routes.ts';
import type { RoundRoutePorts } from './round-routes.ts';
import type { AuditRoutePorts } from './audit-routes.ts';
import { cardRoutes } from './card-routes.ts';
import { claim } from './claim.ts';
import { compressedFiles, compressedSuffix } from './compressed-files.ts';
import { accessGuard, errorHandler, originGuard, refuse, securityHeaders, sendRefusal } from './http-guard.ts';
import type { GuardPorts } from './http-guard.ts';
import { eraseRoute } from './erase-routes.ts';
import type { EraseRoutePorts } from './erase-routes.ts';
import { parseStrict } from './inspect.ts';
import { rosterRoutes } from './roster-routes.ts';
import type { RosterRoutePorts } from './roster-routes.ts';
import type { PrintPorts } from './print-cards.ts';

const CLAIM_BYTES = 4_096;
const CARDS_BYTES = 256 * 1024;
const ROSTER_FILE_BYTES = 20 * 1024 * 1024;
const ROSTER_LINES_BYTES = 32 * 1024 * 1024;
/** A webhook of LiveKit's holds one participant with its tracks. */
const WEBHOOK_BYTES = 1024 * 1024;
const YEAR_MS = 365 * 24 * 3_600_000;

/** True: its signature is right, and it was taken or had come before. */
export type WebhookTaker = (body: Buffer, authorization: string | undefined) => Promise<boolean>;

export interface HttpPorts
  extends
    GuardPorts,
    Omit<RosterRoutePorts, 'metrics'>,
    Omit<PrintPorts, 'metrics'>,
    AreaRoutePorts,
    AuditRoutePorts,
    RoundRoutePorts,
    ReplayRoutePorts,
    Omit<EraseRoutePorts, 'metrics'> {
  readonly hub: Hub;
  readonly limits: EdgeLimits;
  readonly trustProxy: boolean;
  /** What browsers dial for picture and sound; null: no video system. */
  readonly videoUrl: string | null;
  /** Takes a webhook of the video system; null: there is none. */
  readonly webhook: WebhookTaker | null;
  /** The built pages. */
  readonly pagesDir: string;
  /** True from the moment connections are taken until the stop begins. */
  readonly isAccepting: () => boolean;
  readonly backup: (toFile: string) => Promise<void>;
  /** Brings up to date what is only measured when somebody looks. */
  readonly beforeMetrics: () => void;
}

const isJson = ({ headers }: IncomingMessage): boolean => /^application\/json\b/i.test(headers['content-type'] ?? '');

type Handlers = Record<Route, readonly RequestHandler[]>;

export function createHttpApp(ports: HttpPorts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(countRequests(ports));
  app.use(securityHeaders(ports.origins, ports.videoUrl));
  // Answers of the API, refusals too, are for one person at one moment.
  app.use('/api', (_, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api', originGuard(ports));
  for (const [route, handlers] of Object.entries(routeHandlers(ports)) as [Route, readonly RequestHandler[]][]) {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string];
    const guard = accessGuard(route, ports);
    // Asked again once the body is there: a slow upload may outlive the right to make it (A2).
    const chain = [guard, ...handlers.flatMap((handler, i) => (i === 0 ? [handler] : [guard, handler]))];
    if (method === 'GET') app.get(path, ...chain);
    else app.post(path, ...chain);
  }
  app.use('/api', (_, response) => refuse(response, 'not-found'));
  servePages(app, ports.pagesDir);
  app.use((_, response) => void response.status(404).type('text/plain').send('404'));
  app.use(errorHandler(ports));
  return app;
}

function routeHandlers(ports: HttpPorts): Handlers {
  const { hub, metrics } = ports;
  const roster = rosterRoutes(ports);
  const cards = cardRoutes(ports);
  const audit = auditRoutes(ports);
  const replay = replayRoutes(ports);
  const areas = areaRoutes(ports);
  return {
    'GET /healthz': [(_, response) => void response.set('Cache-Control', 'no-store').json({ ok: true })],
    'GET /readyz': [
      (_, response) => {
        const { logOk } = hub.health();
        const accepting = ports.isAccepting();
        const session = hub.projection.session() !== null;
        const ok = logOk && accepting && session;
        response
          .status(ok ? 200 : 503)
          .set('Cache-Control', 'no-store')
          .json({ ok, log: logOk, accepting, session });
      },
    ],
    'GET /metrics': [
      async (_, response) => {
        ports.beforeMetrics();
        const text = await metrics.registry.metrics();
        response.set('Content-Type', metrics.registry.contentType).send(text);
      },
    ],
    'GET /api/hello': [cards.hello],
    'POST /api/cards': [express.json({ limit: CARDS_BYTES }), cards.print],
    'POST /api/claim': [
      express.json({ limit: CLAIM_BYTES }),
      async (request, response) => {
        const parsed = parseStrict(httpUp['POST /api/claim'], request.body);
        if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
        const gone = new AbortController();
        response.once('close', () => gone.abort());
        const address = clientAddress(request, ports.trustProxy);
        const answer = await claim(parsed.value, { address, gone: gone.signal }, ports);
        if (answer.ok) response.json(answer);
        else sendRefusal(response, answer);
      },
    ],
    'POST /api/roster/check': [
      express.json({ limit: ROSTER_LINES_BYTES }),
      express.raw({ type: (request) => !isJson(request), limit: ROSTER_FILE_BYTES }),
      roster.check,
    ],
    'POST /api/roster/import': [express.json({ limit: ROSTER_LINES_BYTES }), roster.import],
    'GET /api/roster/export': [roster.export],
    'GET /api/roster/template': [roster.template],
    'GET /api/audit': [audit.list],
    'GET /api/audit/export': [audit.export],
    'GET /api/rounds/export': [roundExport(ports)],
    'GET /api/replay': [replay.view],
    'GET /api/replay/point': [replay.point],
    'GET /api/replay/strip': [replay.strip],
    'GET /api/map/areas': areas.get,
    'POST /api/map/areas': areas.replace,
    'GET /api/map/base': areas.base,
    'POST /api/map/base': areas.replaceBase,
    'POST /api/session/erase': [express.json({ limit: CLAIM_BYTES }), eraseRoute(ports)],
    'POST /livekit/webhook': [
      express.raw({ type: () => true, limit: WEBHOOK_BYTES }),
      async (request, response) => {
        if (ports.webhook === null) return refuse(response, 'not-found');
        const body: unknown = request.body;
        // LiveKit repeats what is not answered; a wrong signature is never right, and LiveKit does not repeat a 4xx.
        const taken = await ports.webhook(Buffer.isBuffer(body) ? body : Buffer.alloc(0), request.get('Authorization'));
        if (taken) response.status(200).json({ ok: true });
        else refuse(response, 'unauthorized');
      },
    ],
    'POST /api/backup': [
      async (_, response) => {
        const folder = await mkdtemp(join(tmpdir(), 'hub-backup-'));
        try {
          const file = join(folder, 'hub-backup.sqlite');
          await ports.backup(file);
          response.set('Content-Type', 'application/vnd.sqlite3');
          response.set('Content-Disposition', 'attachment; filename="hub-backup.sqlite"');
          await pipeline(createReadStream(file), response);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    ],
  };
}

/** One page per role. Names of assets carry their content's hash, so they may be kept for ever; pages may not. */
function servePages(app: Express, pagesDir: string): void {
  const files: Record<string, string> = { '/': 'index.html', [CARD_PATH]: 'point.html' };
  for (const page of Object.values(PAGE_OF)) files[page] = `${page.slice(1)}.html`;
  for (const [path, file] of Object.entries(files)) {
    app.get(path, (request, response, next) => {
      if (!existsSync(join(pagesDir, file))) return next();
      response.set('Cache-Control', 'no-cache');
      const suffix = compressedSuffix(request, response, join(pagesDir, file));
      response.sendFile(file + suffix, { root: pagesDir, dotfiles: 'deny' });
    });
  }
  const still = { index: false, redirect: false, dotfiles: 'ignore' } as const;
  app.use(compressedFiles(pagesDir));
  app.use('/assets', express.static(join(pagesDir, 'assets'), { ...still, immutable: true, maxAge: YEAR_MS }));
  app.use(express.static(pagesDir, { ...still, maxAge: 0 }));
}

function countRequests({ metrics }: HttpPorts): RequestHandler {
  return (request, response, next) => {
    const route = `${request.method} ${request.path}`;
    response.on('finish', () => {
      const label = Object.hasOwn(ROUTES, route) ? route : request.path.startsWith('/assets/') ? 'asset' : 'page';
      metrics.httpRequests.inc({ route: label, status: String(response.statusCode) });
    });
    next();
  };
}
