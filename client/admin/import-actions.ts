import type { Signal } from '@preact/signals-core';
import { tellRefusal } from '../staff/answers.ts';
import { notify } from '../ui/notice.tsx';
import { num } from '../ui/text.ts';
import type { AdminActions, HeldFile, ImportStage } from './admin-props.ts';
import { NO_EDITS } from './import-edits.ts';
import { checkFile, importLines } from './roster-files.ts';
import { t } from './text.ts';

type ImportActions = Pick<AdminActions, 'chooseFile' | 'editImport' | 'importLines' | 'leaveImport'>;

/** From a chosen file over its preview, mended as often as it takes, to one import. */
export function importActions(deviceKey: string, stage: Signal<ImportStage>): ImportActions {
  const open = async (file: File): Promise<void> => {
    const reading: ImportStage = { kind: 'reading', fileName: file.name };
    stage.value = reading;
    const held = await holdFile(file);
    if (held === null) {
      notify('error', t().import.unreadable);
      stage.value = { kind: 'none' };
      return;
    }
    const answer = await checkFile(deviceKey, held, NO_EDITS);
    // Another file was chosen meanwhile.
    if (stage.peek() !== reading) return;
    stage.value = tellRefusal(answer)
      ? { kind: 'preview', preview: answer.body, edits: NO_EDITS, checking: false, importing: false }
      : { kind: 'none' };
  };

  /** One question at a time; what was mended while it was open is asked for next. */
  const checkAgain = async (): Promise<void> => {
    for (;;) {
      const asked = stage.peek();
      if (asked.kind !== 'preview') return;
      const answer = await checkFile(deviceKey, asked.preview.file, asked.edits);
      const now = stage.peek();
      if (now.kind !== 'preview' || now.preview.file !== asked.preview.file) return;
      if (now.edits !== asked.edits) continue;
      const done = tellRefusal(answer);
      stage.value = { ...now, checking: false, preview: done ? answer.body : now.preview };
      return;
    }
  };

  return {
    chooseFile: (file) => void open(file),
    editImport: (edits) => {
      const held = stage.peek();
      if (held.kind !== 'preview' || held.importing) return;
      stage.value = { ...held, edits, checking: true };
      if (!held.checking) void checkAgain();
    },
    importLines: (lines, retireMissing) => {
      const held = stage.peek();
      if (held.kind !== 'preview' || held.importing || held.edits !== held.preview.edits) return;
      stage.value = { ...held, importing: true };
      void importLines(deviceKey, lines, retireMissing).then((answer) => {
        const done = tellRefusal(answer);
        if (done) notify('done', t().import.imported(num(lines.length)));
        stage.value = done ? { kind: 'none' } : { ...held, importing: false };
      });
    },
    leaveImport: () => (stage.value = { kind: 'none' }),
  };
}

async function holdFile(file: File): Promise<HeldFile | null> {
  try {
    return { name: file.name, bytes: new Blob([await file.arrayBuffer()]) };
  } catch {
    // Moved, or opened by another program that locks it.
    return null;
  }
}
