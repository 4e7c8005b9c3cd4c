/** What the video measurement and the process with its points say to each other. */
export type ToVideoPoints =
  | {
      readonly kind: 'come';
      readonly hub: string;
      readonly points: readonly { readonly id: string; readonly key: string }[];
    }
  | { readonly kind: 'film'; readonly pointIds: readonly string[] };

export type FromVideoPoints =
  | { readonly kind: 'filming'; readonly tookMs: number; readonly pids: readonly number[] }
  | { readonly kind: 'trouble'; readonly text: string };
