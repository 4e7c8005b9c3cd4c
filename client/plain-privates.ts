import { parseSync, Visitor, type Plugin } from 'vite';

const OURS = /\/client\/(?!node_modules\/)[^?]+\.tsx?$/;

/**
 * Gives `#private` members short plain names. Browsers as old as we build for know no private methods, and what stands in for
 * them is a WeakMap for each member: 2 KB of the phone page, and a look-up at every use. That nobody else reaches them
 * the compiler has checked.
 */
export function plainPrivates(): Plugin {
  return {
    name: 'plain-privates',
    enforce: 'pre',
    transform(code, id) {
      if (!OURS.test(id) || !code.includes('#')) return null;
      const places: { readonly start: number; readonly end: number; readonly name: string }[] = [];
      const find = new Visitor({ PrivateIdentifier: (member) => void places.push(member) });
      find.visit(parseSync(id, code).program);
      if (places.length === 0) return null;
      const taken = /[.\s]_\w+/.exec(code);
      if (taken !== null) throw new Error(`${id}: ${taken[0].trim()} could meet a private name`);
      const names = new Map<string, string>();
      let plain = '';
      let from = 0;
      for (const { start, end, name } of places.sort((a, b) => a.start - b.start)) {
        const short = names.get(name) ?? `_${names.size.toString(36)}`;
        names.set(name, short);
        plain += code.slice(from, start) + short;
        from = end;
      }
      return { code: plain + code.slice(from), map: null };
    },
  };
}
