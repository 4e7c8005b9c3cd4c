import type { Hello } from '@hub/shared/protocol/down.ts';
import { httpUp } from '@hub/shared/protocol/up.ts';
import type { RequestHandler } from 'express';
import { accepted } from './acks.ts';
import { personOf, refuse } from './http-guard.ts';
import { parseStrict } from './inspect.ts';
import { printCards } from './print-cards.ts';
import type { PrintPorts } from './print-cards.ts';

interface CardRoutes {
  readonly print: RequestHandler;
  readonly hello: RequestHandler;
}

export function cardRoutes(ports: PrintPorts): CardRoutes {
  return {
    print: async (request, response) => {
      const parsed = parseStrict(httpUp['POST /api/cards'], request.body);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      const asPdf = request.query['format'] === 'pdf';
      const printing = await printCards(personOf(response), parsed.value, asPdf, ports);
      if (!printing.ok) return refuse(response, printing.kind, { field: printing.field });
      const { at, seq, sheet, pdf } = printing;
      if (pdf === null) return void response.json(accepted(at, seq, sheet));
      response.set('Content-Type', 'application/pdf');
      response.set('Content-Disposition', 'attachment; filename="the-diem-cau.pdf"');
      response.send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength));
    },
    /** For whoever stands before a closed door: which session this is and whom to call. Nothing else is told. */
    hello: (_, response) => {
      const head = ports.hub.projection.session()?.head;
      const hello: Hello = { ok: true, title: head?.title ?? '', hotline: head?.hotline ?? '' };
      response.json(hello);
    },
  };
}
