/**
 * What a node says its program understands: "1.187", the protocol and all facts with their shapes as one number, which
 * grows with each new fact and each new shape of one.
 */
export function programVersion(protocol: number, facts: Readonly<Record<string, number>>): string {
  return `${String(protocol)}.${String(Object.values(facts).reduce((sum, version) => sum + version, 0))}`;
}

/** Part by part; a part that is missing counts as 0, and what is no number as nothing known. */
export function isOlderVersion(one: string, other: string): boolean {
  const [parts, others] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let i = 0; i < Math.max(parts.length, others.length); i++) {
    const [part = 0, otherPart = 0] = [parts[i], others[i]];
    if (Number.isNaN(part) || Number.isNaN(otherPart)) return false;
    if (part !== otherPart) return part < otherPart;
  }
  return false;
}
