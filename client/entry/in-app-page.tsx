import './entrance.css';
import { inAppEn } from '@hub/shared/text/in-app-en.ts';
import { inAppVi } from '@hub/shared/text/in-app-vi.ts';
import { effect, signal } from '@preact/signals-core';
import { render } from 'preact';
import { realBrowser, type HostApp } from '../link/in-app-browser.ts';
import { copyText } from '../ui/copy.ts';
import { language, type Language } from '../ui/text.ts';
import { EntranceFrame } from './entrance.tsx';

const NAMES: Record<Exclude<HostApp, 'other'>, string> = {
  zalo: 'Zalo',
  messenger: 'Messenger',
  facebook: 'Facebook',
  instagram: 'Instagram',
  viber: 'Viber',
  telegram: 'Telegram',
  line: 'LINE',
};

/**
 * Says how to open the page in a real browser. The secret is neither swapped nor kept: it stays in the address, where
 * the app's own "open in browser" finds it, and is written nowhere on the page.
 */
export function showInAppPage(app: HostApp, place: Element, switchTo: (next: Language) => Promise<void>): void {
  const copied = signal<boolean | null>(null);
  const browser = realBrowser(navigator.userAgent);
  const copy = async (): Promise<void> => {
    copied.value = await copyText(location.href);
  };
  const steps = (title: string, lines: readonly string[]) => (
    <>
      <h2>{title}</h2>
      <ol class="entrance-steps">
        {lines.map((line, i) => (
          <li key={line}>
            <b>{i + 1}</b>
            <span>{line}</span>
          </li>
        ))}
      </ol>
    </>
  );
  effect(() => {
    const words = language.value === 'vi' ? inAppVi : inAppEn;
    document.title = words.title(browser);
    render(
      <EntranceFrame title={words.title(browser)} switchTo={switchTo}>
        <p>{words.why(app === 'other' ? words.otherApp : NAMES[app])}</p>
        {steps(words.menuTitle, words.menu(browser))}
        {steps(words.copyTitle, words.copy(browser))}
        <div class="entrance-acts">
          <button type="button" class="btn primary" onClick={() => void copy()}>
            {words.copyButton}
          </button>
        </div>
        <p>{copied.value === null ? '' : copied.value ? words.copied : words.notCopied}</p>
        <p>{words.keepSecret}</p>
      </EntranceFrame>,
      place,
    );
  });
}
