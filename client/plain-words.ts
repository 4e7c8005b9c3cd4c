import type { Plugin } from 'vite';
import { plainEn } from '../shared/text/plain-en.ts';
import { plainVi } from '../shared/text/plain-vi.ts';

const both = (key: keyof typeof plainVi): string =>
  `<span lang="vi">${plainVi[key]}</span> <span lang="en">${plainEn[key]}</span>`;

const SENTENCES = `
    <main id="too-old" hidden><div role="alert"><h1>${both('tooOld')}</h1><p>${both('tooOldHint')}</p></div></main>
    <main id="unloaded" hidden><div role="alert"><h1>${both('unloaded')}</h1><p>${both('unloadedHint')}</p><p><a href="">${both('reload')}</a></p></div></main>
    <noscript>${both('noScript')}</noscript>
`;

/**
 * Puts into each page what is read where its script cannot run: public/browser-check.js uncovers it. That one stands
 * after the page's own script, which so comes over the connection that is open already, and is not deferred, so that it
 * still runs first.
 */
export function plainWords(): Plugin {
  return {
    name: 'plain-words',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => ({
        html: html.replace(/\s*<noscript>[^<]*<\/noscript>\s*/, SENTENCES),
        tags: [{ tag: 'script', attrs: { src: '/browser-check.js' }, injectTo: 'body-prepend' }],
      }),
    },
  };
}
