import type { Contact, RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck, RosterCorrection } from '@hub/shared/model/roster-check.ts';
import { httpUp } from '@hub/shared/protocol/up.ts';
import type { Request, RequestHandler } from 'express';
import { contactOf } from '../hub/board-source.ts';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import { diffRoster, keepMissingColumns } from '../roster/diff-roster.ts';
import { outcomeOf } from './answer.ts';
import { accepted, refusal } from './acks.ts';
import { personOf, refuse, sendRefusal } from './http-guard.ts';
import { parseStrict } from './inspect.ts';
import { importCommand } from './to-command.ts';
import type { Surroundings } from './to-command.ts';

export type SpreadsheetFormat = 'xlsx' | 'csv';

/** What a person mended on the page before anything is written. */
export interface RosterEdits {
  readonly corrections: readonly RosterCorrection[];
  readonly dropRows: readonly number[];
}

/** Spreadsheets, as `server/roster` reads and writes them. */
export interface RosterFiles {
  /** Never rejects for what a file may hold: every fault is a row of the answer. */
  check(bytes: Uint8Array, fileName: string, edits: RosterEdits): Promise<RosterCheck>;
  write(lines: readonly RosterLine[], format: SpreadsheetFormat): Promise<Uint8Array>;
  template(): Promise<Uint8Array>;
}

export interface RosterRoutePorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly rosterFiles: RosterFiles;
  readonly makeId: () => string;
  readonly contactOf: Surroundings['contactOf'];
}

interface RosterRoutes {
  readonly check: RequestHandler;
  readonly import: RequestHandler;
  readonly export: RequestHandler;
  readonly template: RequestHandler;
}

const MEDIA_TYPE: Record<SpreadsheetFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

export function rosterRoutes(ports: RosterRoutePorts): RosterRoutes {
  const { hub, clock, metrics, rosterFiles } = ports;
  return {
    /**
     * The file's bytes are the body, its name the query's `name`; or both and what was mended are JSON. Changes nothing.
     * `lines` are what an import would take: what the file has no column for stays as it is.
     */
    check: async (request, response) => {
      const asked = request.is('application/json') ? mendedFile(request.body) : plainFile(request);
      if (!asked.ok) return refuse(response, 'invalid', { field: asked.field });
      const checked = await rosterFiles.check(asked.bytes, asked.name, asked.edits);
      const current = currentLines(hub);
      const lines = keepMissingColumns(current, checked, asked.edits.corrections);
      const diff = diffRoster(current, lines);
      response.json(accepted(clock.now(), hub.projection.head, { check: checked, lines, diff }));
    },
    import: async (request, response) => {
      const parsed = parseStrict(httpUp['POST /api/roster/import'], request.body);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      const { lines, retireMissing } = parsed.value;
      const making = importCommand(lines as unknown as readonly RosterLine[], retireMissing, {
        makeId: ports.makeId,
        now: clock.now(),
        state: hub.projection,
        contactOf: ports.contactOf,
      });
      const person = personOf(response);
      const outcome = await outcomeOf({ hub, metrics, person, event: 'roster:import', message: parsed.value, making });
      if (outcome.ok) response.json(accepted(outcome.at, outcome.seq, { points: lines.length }));
      else sendRefusal(response, refusal(outcome.kind, { field: outcome.field }));
    },
    export: async (request, response) => {
      const format: SpreadsheetFormat = request.query['format'] === 'csv' ? 'csv' : 'xlsx';
      const bytes = await rosterFiles.write(currentLines(hub), format);
      response.set('Content-Type', MEDIA_TYPE[format]);
      response.set('Content-Disposition', `attachment; filename="diem-cau.${format}"`);
      response.send(Buffer.from(bytes));
    },
    template: async (_, response) => {
      response.set('Content-Type', MEDIA_TYPE.xlsx);
      response.set('Content-Disposition', 'attachment; filename="mau-danh-sach-diem-cau.xlsx"');
      response.send(Buffer.from(await rosterFiles.template()));
    },
  };
}

type AskedFile =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly name: string; readonly edits: RosterEdits }
  | { readonly ok: false; readonly field: string | undefined };

function plainFile({ body, query }: Request): AskedFile {
  const { name } = query;
  return {
    ok: true,
    bytes: body instanceof Uint8Array ? body : new Uint8Array(),
    name: typeof name === 'string' ? name.slice(0, 200) : '',
    edits: { corrections: [], dropRows: [] },
  };
}

function mendedFile(body: unknown): AskedFile {
  const parsed = parseStrict(httpUp['POST /api/roster/check'], body);
  if (!parsed.ok) return parsed;
  const { name, file, ...edits } = parsed.value;
  return { ok: true, bytes: Buffer.from(file, 'base64'), name, edits };
}

/** The roster as it stands, contacts included, in its own order. */
export function currentLines(hub: Pick<Hub, 'projection'>): RosterLine[] {
  return [...hub.projection.points()]
    .filter(({ retired }) => !retired)
    .map(({ point: { contactId, ...line } }) => {
      const contact: Contact = contactOf(hub.projection, contactId);
      return { ...line, contact };
    });
}
