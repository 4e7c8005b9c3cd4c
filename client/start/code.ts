import { CODE_ALPHABET, CODE_LENGTH } from '@hub/shared/model/access.ts';

export type CodeCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'short'; readonly missing: number }
  | { readonly kind: 'long' }
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'whole'; readonly code: string };

/** A code as it is typed: in any case, with spaces, dots or dashes between its groups. */
export function checkCode(typed: string): CodeCheck {
  const code = typed.replace(/[\s.-]/g, '').toUpperCase();
  if (code === '') return { kind: 'empty' };
  if (code.length > CODE_LENGTH) return { kind: 'long' };
  const foreign = [...code].find((letter) => !CODE_ALPHABET.includes(letter));
  if (foreign !== undefined) return { kind: 'letter', letter: foreign };
  if (code.length < CODE_LENGTH) return { kind: 'short', missing: CODE_LENGTH - code.length };
  return { kind: 'whole', code };
}
