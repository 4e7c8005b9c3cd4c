import type { Role } from '@hub/shared/model/access.ts';
import { useState } from 'preact/hooks';
import { claimRefusal } from '../entry/entrance.tsx';
import { Hotline } from '../entry/hotline.tsx';
import type { SignIn } from '../entry/sign-in.ts';
import { Switches } from '../ui/switches.tsx';
import { checkCode } from './code.ts';
import { switchTo, t } from './text.ts';

interface StartScreenProps {
  readonly signIn: SignIn;
  /** Pages this device has a credential for. */
  readonly pages: readonly { readonly role: Role; readonly page: string }[];
  readonly onCode: (code: string) => void;
}

/** For whoever comes without a link: what this is, how to get in, and a field for the code. */
export function StartScreen({ signIn, pages, onCode }: StartScreenProps) {
  const words = t();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const check = checkCode(typed);
  const busy = signIn.kind === 'claiming';
  const wrong =
    check.kind === 'letter'
      ? words.codeLetter(check.letter)
      : check.kind === 'long'
        ? words.codeLong
        : tried && check.kind === 'short'
          ? words.codeShort(check.missing)
          : signIn.kind === 'refused'
            ? claimRefusal(signIn.error.kind)
            : '';
  return (
    <main class="start">
      <header>
        <h1>{words.product}</h1>
        <Switches switchTo={switchTo} />
      </header>
      <p class="what">{words.what}</p>
      {pages.length > 0 && (
        <section>
          <h2>{words.signedIn}</h2>
          <div class="pages">
            {pages.map(({ role, page }) => (
              <a key={role} class="btn primary" href={page}>
                {words.page[role]}
              </a>
            ))}
          </div>
        </section>
      )}
      <section>
        <h2>{words.howTitle}</h2>
        <ul>
          {words.how.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (check.kind === 'whole' && !busy) onCode(check.code);
        }}
      >
        <label for="code">{words.code}</label>
        <div class="code">
          <input
            id="code"
            class="input"
            value={typed}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={40}
            aria-describedby="code-hint"
            aria-invalid={wrong !== ''}
            onInput={(event) => {
              setTried(false);
              setTyped(event.currentTarget.value);
            }}
          />
          <button type="submit" class="btn primary" disabled={busy}>
            {words.enter}
          </button>
        </div>
        <p id="code-hint" class={wrong ? 't-error' : 'dim'} role="status">
          {busy ? (signIn.slow ? words.entrance.signingInSlow : words.entrance.signingIn) : wrong || words.codeHint}
        </p>
      </form>
      <p class="dim">{words.ask}</p>
      <Hotline />
    </main>
  );
}
