/** A moving picture that says whose it is: the point's code and the time on its own colour, and a mark that runs along. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The picture at a moment, as I420. Valid until the next call. */
  at(now: Date): Uint8Array;
}

/** Three columns by five rows, a digit of three bits for each row. */
const GLYPHS: Readonly<Record<string, string>> = {
  0: '75557', 1: '26227', 2: '71747', 3: '71717', 4: '55711', 5: '74717', 6: '74757', 7: '71111', 8: '75757', 9: '75717',
  A: '25755', B: '65656', C: '34443', D: '65556', E: '74647', F: '74644', G: '34553', H: '55755', I: '72227', J: '11152',
  K: '55655', L: '44447', M: '57755', N: '65555', O: '25552', P: '65644', Q: '25573', R: '65655', S: '34216', T: '72222',
  U: '55557', V: '55552', W: '55775', X: '55255', Y: '55222', Z: '71247', ':': '02020', '-': '00700',
}; // prettier-ignore
const [BLACK, WHITE] = [16, 235];
/** How far it is moved about. */
const GRAIN_STEPS = 997;
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Asia/Ho_Chi_Minh' });
const [COLUMNS, ROWS] = [4, 5];

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Restless as a camera's picture is, which a drawn one is not: it costs as much to send. */
  readonly grain: boolean;
}

/** `hue` 0 to 1: a colour by which neighbours are told apart. */
export function drawPicture(label: string, hue: number, { width, height, grain }: PictureSize): Picture {
  const luma = width * height;
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const frame = new Uint8Array(luma + 2 * halfWidth * halfHeight);
  frame.fill(70, 0, luma);
  const angle = hue * 2 * Math.PI;
  frame.fill(128 + Math.round(60 * Math.cos(angle)), luma, luma + halfWidth * halfHeight);
  frame.fill(128 + Math.round(60 * Math.sin(angle)), luma + halfWidth * halfHeight);
  const box = (left: number, top: number, wide: number, high: number, shade: number): void => {
    for (let y = top; y < Math.min(top + high, height); y++)
      frame.fill(shade, y * width + left, y * width + Math.min(left + wide, width));
  };
  const write = (text: string, top: number, size: number): void => {
    [...text].forEach((letter, place) => {
      const left = size * (1 + place * COLUMNS);
      [...(GLYPHS[letter] ?? '00000')].forEach((row, y) => {
        for (let x = 0; x < 3; x++)
          if ((Number(row) & (4 >> x)) !== 0 && left + (x + 1) * size <= width)
            box(left + x * size, top + y * size, size, size, WHITE);
      });
    });
  };
  const size = Math.max(2, Math.floor(width / 48));
  write(label.toUpperCase(), size * 2, size);
  const clockTop = size * (4 + ROWS);
  const track = height - 4 * size;
  const field = { from: (clockTop + (ROWS + 1) * size) * width, to: (track - size) * width };
  const noise = grain ? grainOf(field.to - field.from + GRAIN_STEPS) : null;
  return {
    width,
    height,
    at(now) {
      box(0, clockTop, width, ROWS * size, BLACK);
      write(CLOCK.format(now), clockTop, size);
      if (noise !== null) {
        const step = Math.floor(now.getTime() / 33) % GRAIN_STEPS;
        frame.set(noise.subarray(step, step + field.to - field.from), field.from);
      }
      box(0, track, width, 2 * size, BLACK);
      // Once over the width in four seconds.
      box(Math.floor(((now.getTime() % 4_000) / 4_000) * (width - 2 * size)), track, 2 * size, 2 * size, WHITE);
      return frame;
    },
  };
}

function grainOf(length: number): Uint8Array {
  const noise = new Uint8Array(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    noise[index] = 40 + (state >>> 25);
  }
  return noise;
}
