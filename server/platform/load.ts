import { performance } from 'node:perf_hooks';

/** The process's own event loop, as `FlushPace` asks for it. Make one per asker: each call measures since the one before. */
export function systemLoad(): { utilization(): number; stopwatch(): number } {
  let last = performance.eventLoopUtilization();
  return {
    utilization() {
      const current = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(current, last);
      last = current;
      return utilization;
    },
    stopwatch: () => performance.now(),
  };
}
