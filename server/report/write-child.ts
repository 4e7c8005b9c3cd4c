import { answerApart } from '../run-apart.ts';
import { writeRoundXlsx } from './round-workbook.ts';
import type { WorkbookJob } from './write-apart.ts';

/** Runs apart from the hub, see write-apart.ts. */
answerApart<WorkbookJob>(({ report, lang }) => writeRoundXlsx(report, lang));
