const PROBE = '/healthz';

/** Milliseconds from asking the hub to the first byte of its answer, without making a connection; null when it failed. */
export async function sampleRoundTrip(): Promise<number | null> {
  try {
    const response = await fetch(PROBE, { cache: 'no-store', credentials: 'omit' });
    await response.text();
  } catch {
    // Not reached: there is no sample, and the connection says so itself.
    return null;
  }
  const [timing] = performance
    .getEntriesByType('resource')
    .filter(({ name }) => name.endsWith(PROBE)) as PerformanceResourceTiming[];
  // Only the newest is wanted, and the buffer is small.
  performance.clearResourceTimings();
  return timing === undefined || timing.requestStart === 0
    ? null
    : Math.round(timing.responseStart - timing.requestStart);
}
