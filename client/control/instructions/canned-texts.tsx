import { CANNED_TEXTS_MAX, INSTRUCTION_TEXT_MAX } from '@hub/shared/model/instruction.ts';
import { useEffect, useState } from 'preact/hooks';
import type { StaffActions } from '../control-props.ts';
import { t } from '../text.ts';

/** How soon an open dialog shows what a colleague saved, ms. */
const FOLLOW_MS = 5_000;

interface CannedTextsProps {
  readonly actions: Pick<StaffActions, 'cannedTexts' | 'setCannedTexts'>;
  readonly onChoose: (text: string) => void;
}

/** What the office offers to send, and how it changes that. */
export function CannedTexts({ actions, onChoose }: CannedTextsProps) {
  const words = t().instructions;
  const [texts, setTexts] = useState<readonly string[] | 'failed' | null>(null);
  const [edited, setEdited] = useState<string | null>(null);
  /** Of the list that is shown, and of the one that is being edited. */
  const [version, setVersion] = useState<string | null>(null);
  const [basedOn, setBasedOn] = useState<string | null>(null);
  const [isBeaten, setBeaten] = useState(false);
  const [fetched, setFetched] = useState(0);
  useEffect(() => {
    let over = false;
    const fetchTexts = (): void => {
      void actions.cannedTexts?.().then((found) => {
        if (over) return;
        // One answer that is lost does not take away what is shown.
        if (found === null) return setTexts((held) => held ?? 'failed');
        setTexts(found.texts ?? words.defaults);
        setVersion(found.version);
      });
    };
    fetchTexts();
    const timer = setInterval(fetchTexts, FOLLOW_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [fetched]);
  if (texts === null) return null;
  if (texts === 'failed') return <p class="dim">{words.cannedFailed}</p>;
  if (edited !== null) {
    const lines = linesOf(edited);
    const save = (): void => {
      void actions.setCannedTexts?.(lines, isBeaten ? version : basedOn).then((answer) => {
        if (answer === 'done') setEdited(null);
        setBeaten(answer === 'changed');
        if (answer !== 'refused') setFetched(fetched + 1);
      });
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
        {isBeaten && (
          <div class="dialog-told" role="alert">
            <p>{words.cannedChanged}</p>
            <ul>
              {texts.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </div>
        )}
        <p class="dim" id="canned-hint">
          {words.cannedHint}
        </p>
        <div class="form-end">
          <button type="button" class="btn" onClick={() => setEdited(null)}>
            {t().cancel}
          </button>
          <button type="button" class="btn" onClick={save}>
            {isBeaten ? words.saveOver : words.save}
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
          <button
            type="button"
            class="linkbtn"
            onClick={() => {
              setEdited(texts.join('\n'));
              setBasedOn(version);
              setBeaten(false);
            }}
          >
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
