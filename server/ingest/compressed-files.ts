import { existsSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';

/** Best first. */
const CODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

/**
 * The ending of the compressed twin that the build wrote beside a file, where there is one and the browser takes it;
 * else "". Tells the browser what it gets.
 */
export function compressedSuffix(request: Request, response: Response, file: string): string {
  // The same address has several bodies.
  response.vary('Accept-Encoding');
  const accepted = request.acceptsEncodings();
  const coding = CODINGS.find(({ name, suffix }) => accepted.includes(name) && existsSync(file + suffix));
  if (coding === undefined) return '';
  response.set('Content-Encoding', coding.name);
  response.type(extname(file));
  return coding.suffix;
}

/** Leads a request for a file to its compressed twin. To stand before the handler that sends the file itself. */
export function compressedFiles(folder: string): RequestHandler {
  return (request, response, next) => {
    const file = join(folder, normalize(request.path));
    const isFile = file.startsWith(folder + sep) && extname(file) !== '';
    if (isFile && (request.method === 'GET' || request.method === 'HEAD')) {
      const suffix = compressedSuffix(request, response, file);
      request.url = request.url.replace(/(\?|$)/, `${suffix}$1`);
    }
    next();
  };
}
