import { fork } from 'node:child_process';

export interface ApartLimits {
  readonly heapMegabytes: number;
  readonly timeMs: number;
}

export type ApartResult<Answer> =
  { readonly kind: 'done'; readonly answer: Answer } | { readonly kind: 'too-slow' } | { readonly kind: 'too-heavy' };

/** How the child ends when an allocation is refused without the heap's limit being met (a string or buffer too long). */
const TOO_HEAVY_CODE = 78;

/**
 * Runs `script` (one that calls `answerApart`) on `job` in a process of its own. A process and not a thread: V8 answers a
 * thread that outruns its heap's limit by aborting the whole process about once in ten times, and the hub is that process.
 * Rejects when the script fails for another reason than its limits.
 */
export function runApart<Answer>(script: URL, job: unknown, limits: ApartLimits): Promise<ApartResult<Answer>> {
  return new Promise((resolve, reject) => {
    const child = fork(script, {
      serialization: 'advanced',
      execArgv: [...process.execArgv, `--max-old-space-size=${limits.heapMegabytes}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-4_000);
    });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      // A late error of a process being ended has nobody left to tell.
      child.on('error', () => undefined);
      child.kill('SIGKILL');
      finish();
    };
    const timer = setTimeout(() => settle(() => resolve({ kind: 'too-slow' })), limits.timeMs);
    child.once('message', (answer) => settle(() => resolve({ kind: 'done', answer: answer as Answer })));
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code, signal) => {
      settle(() => {
        // SIGABRT is V8 at its limit, SIGKILL the system's out-of-memory killer.
        if (signal === 'SIGABRT' || signal === 'SIGKILL' || code === TOO_HEAVY_CODE) resolve({ kind: 'too-heavy' });
        else reject(new Error(`${script.pathname} ended (${signal ?? code}) before it answered: ${lastWords}`));
      });
    });
    child.send(job as object, (error) => {
      // A child that is gone already tells by its exit.
      if (error !== null && child.connected) settle(() => reject(error));
    });
  });
}

/** The child's side: takes the one job, answers once, and ends. */
export function answerApart<Job>(work: (job: Job) => unknown): void {
  process.once('message', (job) => {
    void (async () => {
      try {
        const answer = await work(job as Job);
        process.send?.(answer, () => process.disconnect());
      } catch (error) {
        if (error instanceof RangeError) process.exit(TOO_HEAVY_CODE);
        process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
        process.exit(1);
      }
    })();
  });
}
