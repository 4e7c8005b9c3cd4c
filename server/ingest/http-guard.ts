import type { TLSSocket } from 'node:tls';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Route, RouteAccess } from '@hub/shared/protocol/registry.ts';
import { ROUTES } from '@hub/shared/protocol/registry.ts';
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { bearerOf } from '../access/credentials.ts';
import type { Identified, Person } from '../access/credentials.ts';
import { isDirectLoopback } from '../access/client-address.ts';
import { isOriginAllowed, isSecure, ownPlace } from '../access/origins.ts';
import type { OriginRule } from '../access/origins.ts';
import { hashSecret } from '../access/secrets.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { refusal, STATUS_OF } from './acks.ts';
import type { Refusal, RefusalDetail } from './acks.ts';

const YEAR_S = 365 * 24 * 3_600;

export interface GuardPorts {
  readonly origins: OriginRule;
  readonly metricsToken: string | null;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly identify: (credential: string, request: Request) => Identified;
}

export function isEncrypted(request: { readonly socket: unknown }): boolean {
  return (request.socket as Partial<TLSSocket>).encrypted === true;
}

export function sendRefusal(response: Response, answer: Refusal): void {
  const { kind, afterMs } = answer.error;
  if (afterMs !== undefined) response.set('Retry-After', String(Math.ceil(afterMs / 1_000)));
  response.status(STATUS_OF[kind]).json(answer);
}

export function refuse(response: Response, kind: ErrorKind, detail?: RefusalDetail): void {
  sendRefusal(response, refusal(kind, detail));
}

/**
 * The Trusted Types policies that pages may make: neither a service worker nor the worker of the map can be started without
 * one. Each lets one address through and no markup. MapLibre starts its worker from a plain text, which only the policy named
 * `default` is asked about.
 */
const TRUSTED_TYPES_POLICIES = ['hub-worker', 'default'];

/** Pages run only the hub's own files and speak only with the hub, and with its video system where there is one. */
export function securityHeaders(origins: OriginRule, videoUrl: string | null): RequestHandler {
  // It is dialled by WebSocket; where that fails the client asks over HTTP why.
  const video = videoUrl === null ? [] : [videoUrl, videoUrl.replace(/^ws/, 'http')];
  const devices = videoUrl === null ? '()' : '(self)';
  return (request, response, next) => {
    response.set(
      'Permissions-Policy',
      `camera=${devices}, microphone=${devices}, display-capture=(), geolocation=(), payment=(), usb=()`,
    );
    const encrypted = isEncrypted(request);
    const own = ownPlace(request.headers, encrypted, origins);
    // Older browsers do not count a WebSocket to the same host as 'self'.
    const sockets = own === null ? [] : [own.replace(/^http/, 'ws')];
    // Where this page goes on when its own hub is gone (D6).
    const others = (origins.otherHubs?.() ?? []).flatMap((hub) => [hub, hub.replace(/^http/, 'ws')]);
    const secure = isSecure(request.headers, encrypted, origins.trustProxy);
    const guard = helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", ...sockets, ...others, ...video],
          // The map's worker is a file of the hub's own; MapLibre would otherwise start one from a blob.
          workerSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: TRUSTED_TYPES_POLICIES,
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      // On plain HTTP in a LAN browsers ignore these and complain on every page.
      strictTransportSecurity: secure ? { maxAge: YEAR_S, includeSubDomains: false } : false,
      crossOriginOpenerPolicy: secure,
      originAgentCluster: secure,
    });
    guard(request, response, next);
  };
}

/** A5 for the API: pages of other sites get nothing, those that were named get the headers they need. */
export function originGuard({ origins, metrics }: GuardPorts): RequestHandler {
  return (request, response, next) => {
    const encrypted = isEncrypted(request);
    if (!isOriginAllowed(request.headers, encrypted, origins)) {
      metrics.refused.inc({ kind: 'foreign-origin' });
      return refuse(response, 'foreign-origin');
    }
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin !== undefined && origin !== ownPlace(request.headers, encrypted, origins)) {
      response.set('Access-Control-Allow-Origin', origin);
      response.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, If-None-Match, Range');
      response.set('Access-Control-Expose-Headers', 'ETag, Retry-After, Base-Map-Bytes, Content-Range');
      response.set('Access-Control-Allow-Methods', 'GET, POST');
    }
    if (request.method === 'OPTIONS') return void response.status(204).end();
    next();
  };
}

/** Asked before any body is read: a stranger cannot make the hub buffer a file. */
export function accessGuard(route: Route, ports: GuardPorts): RequestHandler {
  const access: RouteAccess = ROUTES[route];
  return (request, response, next) => {
    // Whether the signature is LiveKit's is asked of the whole body.
    if (access === 'public' || access === 'signed') return next();
    if (access === 'metrics')
      return mayReadMetrics(request, ports.metricsToken) ? next() : refuse(response, 'unauthorized');
    const credential = bearerOf(request.headers.authorization);
    const identified: Identified =
      credential === undefined ? { ok: false, kind: 'unauthorized' } : ports.identify(credential, request);
    if (!identified.ok) return refused(identified.kind);
    if (!access.includes(identified.person.role)) return refused('forbidden');
    response.locals['person'] = identified.person;
    next();

    function refused(kind: ErrorKind): void {
      ports.metrics.refused.inc({ kind });
      refuse(response, kind);
    }
  };
}

/** Set by `accessGuard` on every route that needs a role. */
export function personOf(response: Response): Person {
  return response.locals['person'] as Person;
}

/** A7. */
function mayReadMetrics(request: Request, token: string | null): boolean {
  const given =
    bearerOf(request.headers.authorization) ?? /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  // Compared by hash, so that the time it takes says nothing of the token.
  if (token !== null && given !== undefined && hashSecret(given) === hashSecret(token)) return true;
  return isDirectLoopback(request);
}

export function errorHandler({ metrics, logger }: GuardPorts): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const { type, status } = error as { readonly type?: string; readonly status?: number };
    const kind: ErrorKind =
      type === 'entity.too.large' ? 'too-large' : status !== undefined && status < 500 ? 'invalid' : 'internal';
    metrics.refused.inc({ kind });
    if (kind === 'internal') {
      // Only a path of ours: a person may paste a link's secret anywhere (A4).
      const route = `${request.method} ${request.path}`;
      logger.error({ err: error, route: Object.hasOwn(ROUTES, route) ? route : null }, 'request failed');
    }
    refuse(response, kind);
  };
}
