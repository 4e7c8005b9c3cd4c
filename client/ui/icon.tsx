import { ems } from './rem.ts';

interface IconProps {
  /** One of `icons.ts`. */
  readonly of: string;
  readonly size?: number;
  readonly weight?: number;
}

/** Decoration beside words, never the only sign: hidden from screen readers. */
export function Icon({ of, size = 16, weight = 1.75 }: IconProps) {
  return (
    <svg
      class="ic"
      width={ems(size)}
      height={ems(size)}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={weight}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={of} />
    </svg>
  );
}
