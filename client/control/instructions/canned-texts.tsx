import { CANNED_TEXTS_MAX, INSTRUCTION_TEXT_MAX } from '@hub/shared/model/instruction.ts';
import { useEffect, useState } from 'preact/hooks';
import type { StaffActions } from '../control-props.ts';
import { t } from '../text.ts';

interface CannedTextsProps {
  readonly actions: Pick<StaffActions, 'cannedTexts' | 'setCannedTexts'>;
  readonly onChoose: (text: string) => void;
}

/** What the office offers to send, and how it changes that. */
export function CannedTexts({ actions, onChoose }: CannedTextsProps) {
  const words = t().instructions;
  const [texts, setTexts] = useState<readonly string[] | 'failed' | null>(null);
  const [edited, setEdited] = useState<string | null>(null);
  useEffect(() => {
    let over = false;
    void actions.cannedTexts?.().then((found) => {
      if (!over) setTexts(found === null ? 'failed' : (found.texts ?? words.defaults));
    });
    return () => {
      over = true;
    };
  }, []);
  if (texts === null) return null;
  if (texts === 'failed') return <p class="dim">{words.cannedFailed}</p>;
  if (edited !== null) {
    const lines = linesOf(edited);
    const save = (): void => {
      actions.setCannedTexts?.(lines);
      setTexts(lines);
      setEdited(null);
    };
    return (
      <div class="field">
        <label>
          <span>{words.canned}</span>
          <textarea
            class="input"
            rows={8}
            value={edited}
            onInput={(event) => setEdited(event.currentTarget.value)}
            aria-describedby="canned-hint"
          />
        </label>
        <p class="dim" id="canned-hint">
          {words.cannedHint}
        </p>
        <div class="form-end">
          <button type="button" class="btn" onClick={() => setEdited(null)}>
            {t().cancel}
          </button>
          <button type="button" class="btn" onClick={save}>
            {words.save}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="field" role="group" aria-label={words.canned}>
      <span>{words.canned}</span>
      <div class="canned">
        {texts.map((text) => (
          <button key={text} type="button" class="btn sm" onClick={() => onChoose(text)}>
            {text}
          </button>
        ))}
        {actions.setCannedTexts && (
          <button type="button" class="linkbtn" onClick={() => setEdited(texts.join('\n'))}>
            {words.editCanned}
          </button>
        )}
      </div>
    </div>
  );
}

/** One text per line, each once, none too long. */
function linesOf(edited: string): string[] {
  const lines = edited.split('\n').map((line) => line.trim().slice(0, INSTRUCTION_TEXT_MAX));
  return [...new Set(lines.filter((line) => line !== ''))].slice(0, CANNED_TEXTS_MAX);
}
