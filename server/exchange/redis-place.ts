/** Where Redis is found, and as whom. */
export interface RedisPlace {
  readonly at:
    | { readonly kind: 'url'; readonly url: string }
    | {
        readonly kind: 'sentinels';
        readonly sentinels: readonly HostPort[];
        readonly master: string;
        readonly sentinelPassword?: string | undefined;
      };
  /** Where the URL does not say it. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Behind Sentinels a write counts once a replica has it; a single Redis has nobody to ask. */
export function copiesAsked(place: RedisPlace): number {
  return place.at.kind === 'sentinels' ? 1 : 0;
}

/** All keys and channels of one cluster: one hash tag, one ACL pattern. */
export function redisKeys(cluster: string) {
  const prefix = `hub:{${cluster}}:`;
  return {
    prefix,
    identity: `${prefix}identity`,
    /** First and last number taken of each origin. */
    low: `${prefix}low`,
    high: `${prefix}high`,
    commands: `${prefix}commands`,
    /** Tail, first entry that is kept, highest fence. */
    meta: `${prefix}meta`,
    /** Index → fence and stream id. */
    line: `${prefix}line`,
    entries: `${prefix}entries`,
    lease: `${prefix}lease`,
    open: `${prefix}open`,
    members: `${prefix}members`,
    leaseChannel: `${prefix}lease-changed`,
    whispers: `${prefix}whispers`,
    /** Before the name of each limit that all nodes count together. */
    limits: `${prefix}limits`,
  } as const;
}

export type RedisKeys = ReturnType<typeof redisKeys>;
