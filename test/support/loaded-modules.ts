import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Loaded into a process before its own code (`--import`): what it loads, its workers too, is written to this file. */
const file = process.env['LOADED_MODULES_FILE'];
if (file !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      appendFileSync(file, `${url}\n`);
      return nextLoad(url, context);
    },
  });
}

/** What makes a process write down the modules that it loads. */
export function noteLoaded(toFile: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${pathToFileURL(import.meta.filename).href}`, LOADED_MODULES_FILE: toFile };
}

export function loadedModules(fromFile: string): readonly string[] {
  return existsSync(fromFile) ? readFileSync(fromFile, 'utf8').trim().split('\n') : [];
}
