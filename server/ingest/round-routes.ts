import type { RoundId } from '@hub/shared/model/ids.ts';
import { roundQuery } from '@hub/shared/protocol/up.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { RequestHandler } from 'express';
import { refuse } from './http-guard.ts';
import { parseStrict } from './inspect.ts';

/** A frozen round as a workbook, as `server/report` writes it. */
export type RoundFile =
  | { readonly ok: true; readonly name: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly kind: Extract<ErrorKind, 'no-round' | 'conflict'> };

export interface RoundRoutePorts {
  readonly roundFile: (roundId: RoundId, lang: 'vi' | 'en') => Promise<RoundFile>;
}

export function roundExport({ roundFile }: RoundRoutePorts): RequestHandler {
  return async (request, response) => {
    const parsed = parseStrict(roundQuery, request.query);
    if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
    const { round, lang } = parsed.value;
    const file = await roundFile(round as RoundId, lang ?? 'vi');
    if (!file.ok) return refuse(response, file.kind, { field: 'round' });
    response.set('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    response.set('Content-Disposition', `attachment; filename="${file.name}"`);
    response.send(Buffer.from(file.bytes));
  };
}
