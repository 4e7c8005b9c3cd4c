import { Icon } from './icon.tsx';
import { CONTRAST } from './icons.ts';
import { common, language, type Language } from './text.ts';
import { switchTheme, theme } from './theme.ts';

/** The two choices every page offers: the other language and the other ground. */
export function Switches({ switchTo }: { readonly switchTo: (next: Language) => Promise<void> }) {
  const words = common();
  const themeWord = theme.value === 'dark' ? words.themeLight : words.themeDark;
  return (
    <span class="switches">
      <button
        type="button"
        class="btn ghost sm"
        lang={language.value === 'vi' ? 'en' : 'vi'}
        aria-label={`${language.value === 'vi' ? 'EN' : 'VI'}: ${words.languageLabel}`}
        title={words.languageLabel}
        onClick={() => void switchTo(language.value === 'vi' ? 'en' : 'vi')}
      >
        {language.value === 'vi' ? 'EN' : 'VI'}
      </button>
      <button type="button" class="iconbtn" aria-label={themeWord} title={themeWord} onClick={switchTheme}>
        <Icon of={CONTRAST} />
      </button>
    </span>
  );
}
