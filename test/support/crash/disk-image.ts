import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: 'pipe' });
};

/**
 * A disk whose power can be cut: a file system in an image file. What a program wrote and never synced is in the machine's
 * memory but not in the image, so a copy of the image is what a disk holds after the lights went out.
 */
export class DiskImage {
  /** Where the file system is mounted. */
  readonly path: string;
  readonly #folder: string;
  #image: string;
  #cuts = 0;
  #mounted = false;

  constructor(megabytes: number) {
    this.#folder = mkdtempSync(join(tmpdir(), 'hub-disk-'));
    this.path = join(this.#folder, 'mounted');
    mkdirSync(this.path);
    this.#image = join(this.#folder, 'disk-0.img');
    try {
      run('truncate', '-s', `${String(megabytes)}M`, this.#image);
      run('mkfs.ext4', '-q', this.#image);
      this.#mount();
    } catch (error) {
      rmSync(this.#folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Takes the image as it is now. The writer should stand still. */
  takeCopy(): string {
    this.#cuts += 1;
    const copy = join(this.#folder, `disk-${String(this.#cuts)}.img`);
    copyFileSync(this.#image, copy);
    return copy;
  }

  /** Goes on with a copy, at the same path. Nobody may hold a file of the old one. */
  replaceBy(copy: string): void {
    this.#unmount();
    rmSync(this.#image);
    this.#image = copy;
    this.#mount();
  }

  dispose(): void {
    this.#unmount();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #mount(): void {
    run('mount', '-o', 'loop', this.#image, this.path);
    this.#mounted = true;
  }

  #unmount(): void {
    if (this.#mounted) run('umount', this.path);
    this.#mounted = false;
  }
}

/** Why images cannot be mounted here, or null when they can. */
export function whyNoDiskImages(): string | null {
  try {
    new DiskImage(8).dispose();
    return null;
  } catch (error) {
    return String(error);
  }
}
