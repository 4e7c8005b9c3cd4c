import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { linkFor, PATIENCE_MS, type Size, type TestPage } from './browser.ts';

const RATE = 48_000;

/**
 * Pages with a camera and a microphone that Chromium makes up: a moving picture, and a voice. Chromium's own beeps are too
 * short for LiveKit to be taken for speech.
 */
export const MEDIA = [
  '--use-fake-device-for-media-stream=fps=5',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-audio-capture=${voiceFile()}`,
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/** Syllables with a pitch that wanders, 4 s that are repeated. */
function voiceFile(): string {
  const samples = new Int16Array(4 * RATE);
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const time = index / RATE;
    phase += (2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * 0.75 * time))) / RATE;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2 * time + 0.6)) ** 0.5;
    let voice = 0;
    for (let harmonic = 1; harmonic <= 8; harmonic++) voice += Math.sin(harmonic * phase) / harmonic;
    samples[index] = 9_000 * (0.15 + 0.85 * syllable) * (voice / 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  const path = join(mkdtempSync(join(tmpdir(), 'hub-voice-')), 'voice.wav');
  writeFileSync(path, Buffer.concat([header, Buffer.from(samples.buffer)]));
  process.once('exit', () => rmSync(dirname(path), { recursive: true, force: true }));
  return path;
}
/** With patience: pictures are coded on the processor, of which a busy machine has little. */
export async function opened(browser: Browser, size: Size, ...who: Parameters<typeof linkFor>): Promise<TestPage> {
  const link = await linkFor(...who);
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN', hasTouch: size.width < 500 });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(link);
  return { page, context, complaints, close: () => context.close() };
}

export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

/** Resolves once two draws of the video differ: it moves. */
export async function moves(page: Page, selector: string): Promise<void> {
  // A picture that froze since the last look must not be taken for one that moves.
  await page.evaluate(() => {
    delete (globalThis as unknown as { drawn?: string }).drawn;
  });
  await page.waitForFunction(
    (of) => {
      const video = document.querySelector<HTMLVideoElement>(of);
      if (!video || video.videoWidth === 0) return false;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [64, 36];
      const context = canvas.getContext('2d');
      if (!context) return false;
      context.drawImage(video, 0, 0, 64, 36);
      const now = context.getImageData(0, 0, 64, 36).data.join();
      const kept = globalThis as unknown as { drawn?: string };
      const before = kept.drawn;
      kept.drawn = now;
      return before !== undefined && before !== now;
    },
    selector,
    { polling: 200, timeout: PATIENCE_MS },
  );
}

/** Wall time at which the page both shows a picture and hears a sound; they are looked for on every frame. */
export function seenAndHeard(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const context = new AudioContext();
        void context.resume();
        const analyser = context.createAnalyser();
        const samples = new Float32Array(analyser.fftSize);
        let heard: MediaStream | null = null;
        let isHeard = false;
        const look = (): void => {
          const video = document.querySelector<HTMLVideoElement>('.main-screen video');
          const stream = document.querySelector<HTMLAudioElement>('.main-screen audio')?.srcObject;
          if (stream instanceof MediaStream && stream !== heard) {
            heard = stream;
            context.createMediaStreamSource(stream).connect(analyser);
          }
          analyser.getFloatTimeDomainData(samples);
          isHeard ||= samples.some((sample) => Math.abs(sample) > 0.003);
          if (isHeard && video && video.videoWidth > 0 && video.currentTime > 0) {
            void context.close();
            resolve(Date.now());
          } else requestAnimationFrame(look);
        };
        look();
      }),
  );
}
