import * as control from '../control/text.ts';
import type { Language } from '../ui/text.ts';
import * as own from './text.ts';

/** The rail and the drawer are the control room's and speak its words. */
export const loadTexts = {
  async load(): Promise<void> {
    await Promise.all([control.load(), own.load()]);
  },
  async switchTo(next: Language): Promise<void> {
    await Promise.all([control.switchTo(next), own.switchTo(next)]);
  },
};
