import { parseArgs } from 'node:util';

export interface SimulateOptions {
  readonly hub: string | null;
  /** Other hubs of the same session. */
  readonly others: readonly string[];
  readonly dataDir: string | null;
  readonly links: string | null;
  readonly points: number | null;
  readonly seed: number;
  readonly speed: number;
  readonly forMs: number | null;
  readonly record: string | null;
  /** How many points send real pictures and sound. */
  readonly video: number;
  readonly lead: boolean;
  readonly json: boolean;
}

/** With `--video` and no number: what any machine carries, and enough to look at. */
const VIDEO_POINTS = 8;
const VIDEO_MOST = 300;

export const SIMULATE_HELP = `npx pnpm simulate [options]

Simulated operators over real sockets, playing a believable morning on a running hub.

  --hub URL        the hub (default: the one that runs on the data folder)
  --others URLS    other hubs of the same session, separated by commas: the operators are spread over all of them, and
                   go to another where theirs is gone
  --local DIR      data folder of a hub on this machine; its local-admin.json gives access
                   (default: HUB_DATA_DIR, or ./data)
  --links FILE     sign-in links instead: what "npx pnpm links --all-points --json" printed,
                   best with a controller's among them; each link works once
  --points N       how many points take part (default: all)
  --seed N         the same seed plays the same morning (default: 1)
  --speed X        10: a minute passes in six seconds (default: 10)
  --for TIME       stop after 90s, 10m or 2h (default: until Ctrl-C)
  --record FILE    append the operators' own record of every report, one JSON object a line
  --video [N]      N points send real pictures and sound to the hub's video system (default: ${String(VIDEO_POINTS)})
  --no-lead        leave phases and rounds to people
  --json           one JSON summary on stdout at the end, nothing else
  --help
`;

export class UsageError extends Error {}

/** A wrong option, found by us or by Node's own parser. */
export function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** `npx pnpm simulate -- --points 5` hands the dashes on. */
export function withoutDashes(args: readonly string[]): string[] {
  return args[0] === '--' ? args.slice(1) : [...args];
}

/** Node's parser knows no option whose value may be left out. */
export function withVideoCount(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg !== '--video') return [arg];
    const next = args[index + 1];
    return next === undefined || next.startsWith('-') ? [arg, String(VIDEO_POINTS)] : [arg];
  });
}

export function videoCount(given: string | undefined): number {
  return given === undefined ? 0 : Math.floor(positive('--video', given, 1, VIDEO_MOST));
}

export function parseSimulateOptions(args: readonly string[]): SimulateOptions | 'help' {
  const { values } = parseArgs({
    args: withVideoCount(withoutDashes(args)),
    options: {
      hub: { type: 'string' },
      others: { type: 'string' },
      local: { type: 'string' },
      links: { type: 'string' },
      points: { type: 'string' },
      seed: { type: 'string' },
      speed: { type: 'string' },
      for: { type: 'string' },
      record: { type: 'string' },
      video: { type: 'string' },
      'no-lead': { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  return {
    hub: values.hub === undefined ? null : withoutSlash(values.hub),
    others: values.others === undefined ? [] : values.others.split(',').map(withoutSlash),
    dataDir: values.local ?? null,
    links: values.links ?? null,
    points: values.points === undefined ? null : positive('--points', values.points, 1, 40_000),
    seed: values.seed === undefined ? 1 : positive('--seed', values.seed, 0, 2 ** 31),
    speed: values.speed === undefined ? 10 : positive('--speed', values.speed, 0.1, 10_000),
    forMs: values.for === undefined ? null : parseDuration('--for', values.for),
    record: values.record ?? null,
    video: videoCount(values.video),
    lead: values['no-lead'] !== true,
    json: values.json === true,
  };
}

function withoutSlash(url: string): string {
  return url.trim().replace(/\/+$/, '');
}

function positive(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= low && value <= high)) {
    throw new UsageError(`${option}: a number from ${String(low)} to ${String(high)}, not "${text}"`);
  }
  return value;
}

/** "90s", "10m", "2h", or plain seconds; in ms. */
export function parseDuration(option: string, text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  const factor = { s: 1_000, m: 60_000, h: 3_600_000 }[parts?.[2] ?? 's'];
  if (parts === null || factor === undefined)
    throw new UsageError(`${option}: a time such as 90s, 10m or 2h, not "${text}"`);
  return Number(parts[1]) * factor;
}
