/** sRGB, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];
type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * What is left of linear RGB without one kind of cone: severity 1.0 of G. M. Machado, M. M. Oliveira, L. A. F. Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, table of the authors'
 * page.
 */
export const MACHADO_2009: readonly (readonly [sight: string, matrix: Matrix])[] = [
  [
    'all cones',
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  ],
  [
    'protanopia',
    [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
  ],
  [
    'deuteranopia',
    [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
  ],
  [
    'tritanopia',
    [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  ],
];

/** The colours of tokens.css by theme; the common ones stand in both. */
export function themes(css: string): ReadonlyMap<string, ReadonlyMap<string, Colour>> {
  const found = new Map<string, Map<string, Colour>>();
  for (const [, name = '', body = ''] of css.matchAll(/\[data-theme='(\w+)'\] \{([^}]*)\}/g)) {
    const tokens = new Map<string, Colour>();
    for (const [, token = '', hex = ''] of body.matchAll(/(--[\w-]+): #([0-9a-f]{6})/g)) {
      const value = Number.parseInt(hex, 16);
      tokens.set(token, [value >> 16, (value >> 8) & 255, value & 255]);
    }
    found.set(name, tokens);
  }
  return found;
}

export function linear(colour: Colour): Triple {
  const one = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [one(colour[0]), one(colour[1]), one(colour[2])];
}

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export function seenWith(matrix: Matrix, rgb: Triple): Triple {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return [clamp(dot(matrix[0], rgb)), clamp(dot(matrix[1], rgb)), clamp(dot(matrix[2], rgb))];
}

/** WCAG 2. */
export function contrast(one: Colour, other: Colour): number {
  const light = (colour: Colour): number => dot([0.2126, 0.7152, 0.0722], linear(colour));
  const [a, b] = [light(one), light(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** CIE L*a*b* of linear sRGB, D65. */
function lab(rgb: Triple): Triple {
  const curve = (value: number): number =>
    value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29;
  const x = curve(dot([0.4124564, 0.3575761, 0.1804375], rgb) / 0.95047);
  const y = curve(dot([0.2126729, 0.7151522, 0.072175], rgb));
  const z = curve(dot([0.0193339, 0.119192, 0.9503041], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000 between linear RGBs; `ofLab` between L*a*b* (G. Sharma, W. Wu, E. N. Dalal, 2005). */
export function colourDistance(one: Triple, other: Triple): number {
  return ciede2000(lab(one), lab(other));
}
colourDistance.ofLab = ciede2000;

const RAD = Math.PI / 180;

function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const steep = (c: number): number => Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const stretch = 1.5 - 0.5 * steep((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2);
  const [p1, p2] = [a1 * stretch, a2 * stretch];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const angle = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / RAD + 360) % 360);
  const [h1, h2] = [angle(p1, b1), angle(p2, b2)];
  const grey = c1 * c2 === 0;
  const between = h2 - h1;
  const turn = grey ? 0 : between > 180 ? between - 360 : between < -180 ? between + 360 : between;
  const sum = h1 + h2;
  const hue = grey ? sum : Math.abs(between) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 -
    0.17 * Math.cos((hue - 30) * RAD) +
    0.24 * Math.cos(2 * hue * RAD) +
    0.32 * Math.cos((3 * hue + 6) * RAD) -
    0.2 * Math.cos((4 * hue - 63) * RAD);
  const dl = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const dc = (c2 - c1) / (1 + 0.045 * c);
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * RAD)) / (1 + 0.015 * c * t);
  const twist = -2 * steep(c) * Math.sin(60 * Math.exp(-(((hue - 275) / 25) ** 2)) * RAD);
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + twist * dc * dh);
}
