/** The deliberate break that a checker asks for, which must then catch it. Heard only where tests run, never in service. */
export function wantedBreak(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env['NODE_ENV'] === 'test' ? env['HUB_SABOTAGE'] : undefined;
}
