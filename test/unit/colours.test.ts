import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  colourDistance,
  contrast,
  linear,
  MACHADO_2009,
  seenWith,
  themes,
  type Colour,
} from '../support/colour-sight.ts';

const THEMES = themes(readFileSync(new URL('../../client/ui/tokens.css', import.meta.url), 'utf8'));
const STATES = ['up', 'impaired', 'lost', 'unknown', 'joining', 'absent', 'left'] as const;
/** The four that must be told apart at a glance; the rest are told apart by shape, which test/browser/looks.test.ts sees to. */
const GLANCE = ['up', 'impaired', 'lost', 'unknown'] as const;
/** CIEDE2000: 10 is plain side by side; apart from each other on a wall it takes more. */
const APART = 17.5;

for (const [name, tokens] of THEMES) {
  const of = (token: string): Colour => {
    const found = tokens.get(`--${token}`);
    if (found === undefined) throw new Error(`--${token} is not a colour of the ${name} theme`);
    return found;
  };

  test(`[W4] ${name}: text is at least 4.5:1 on its ground, state marks and borders of controls 3:1`, () => {
    const low: string[] = [];
    const check = (ink: string, ground: string, least: number): void => {
      const ratio = contrast(of(ink), of(ground));
      if (ratio < least) low.push(`${ink} on ${ground}: ${ratio.toFixed(2)}`);
    };
    for (const ground of ['bg-0', 'bg-1', 'bg-2']) {
      for (const ink of ['ink', 'ink-2', 'ink-3', 'accent', 'error']) check(ink, ground, 4.5);
      for (const state of STATES) {
        check(`${state}-text`, ground, 4.5);
        check(state, ground, 3);
      }
      check('line-2', ground, 3);
    }
    for (const state of ['up', 'impaired', 'lost', 'unknown', 'joining']) {
      check(`${state}-text`, `${state}-tint`, 4.5);
      check('ink', `${state}-tint`, 4.5);
    }
    for (const ground of ['lost', 'accent', 'on-air', 'stale']) {
      check(ground === 'on-air' ? 'on-on-air' : `on-${ground}`, ground, 4.5);
    }
    check('accent', 'accent-tint', 4.5);
    assert.equal(low, []);
  });

  for (const [sight, matrix] of MACHADO_2009) {
    test(`[W4] ${name}: seen with ${sight} up, impaired, lost and unknown stay apart`, () => {
      const close: string[] = [];
      GLANCE.forEach((one, i) => {
        for (const other of GLANCE.slice(i + 1)) {
          const apart = colourDistance(seenWith(matrix, linear(of(one))), seenWith(matrix, linear(of(other))));
          if (apart < APART) close.push(`${one} and ${other}: ${apart.toFixed(1)}`);
        }
      });
      assert.equal(close, []);
    });
  }
}

test('the distance is CIEDE2000, by pairs of its authors’ test data', () => {
  assert.ok(Math.abs(colourDistance.ofLab([50, 2.6772, -79.7751], [50, 0, -82.7485]) - 2.0425) < 1e-4);
  assert.ok(Math.abs(colourDistance.ofLab([50, 2.5, 0], [73, 25, -18]) - 27.1492) < 1e-4);
  assert.ok(Math.abs(colourDistance.ofLab([22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619]) - 2.0373) < 1e-4);
});

test.run();
