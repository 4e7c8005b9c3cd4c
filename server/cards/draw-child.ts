import { cardsEn } from '@hub/shared/text/cards-en.ts';
import { cardsVi } from '@hub/shared/text/cards-vi.ts';
import { answerApart } from '../run-apart.ts';
import type { PdfJob } from './draw-apart.ts';
import { drawPdf } from './draw-pdf.ts';

answerApart<PdfJob>(({ sheet, lang }) => drawPdf(sheet, lang === 'en' ? cardsEn : cardsVi));
