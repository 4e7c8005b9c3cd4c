import { parentPort, workerData } from 'node:worker_threads';
import { cardsEn } from '@hub/shared/text/cards-en.ts';
import { cardsVi } from '@hub/shared/text/cards-vi.ts';
import { drawPdf } from './draw-pdf.ts';
import type { PdfJob } from './pdf-in-worker.ts';

const { sheet, lang } = workerData as PdfJob;
const bytes = await drawPdf(sheet, lang === 'en' ? cardsEn : cardsVi);
parentPort?.postMessage(bytes);
