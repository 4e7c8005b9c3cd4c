/**
 * What MapLibre and LiveKit call and Chrome 87 and Safari 14 do not have, for the page and for the worker. Our own scripts go without
 * (test/browser/old-browsers.test.ts); a library's cannot.
 */
interface Gaps {
  readonly array: { at?: unknown };
  readonly text: { at?: unknown };
  readonly object: { hasOwn?: unknown };
}

const HERE: Gaps = { array: Array.prototype, text: String.prototype, object: Object };

export function fillIn({ array, text, object }: Gaps = HERE): void {
  const define = (on: object, name: string, value: unknown): void => {
    if (!(name in on)) Object.defineProperty(on, name, { value, writable: true, configurable: true });
  };
  define(array, 'at', fromEnd);
  define(text, 'at', fromEnd);
  define(object, 'hasOwn', (of: object, key: PropertyKey): boolean => Object.prototype.hasOwnProperty.call(of, key));
}

function fromEnd(this: ArrayLike<unknown>, index: number): unknown {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

fillIn();
