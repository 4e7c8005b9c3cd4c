import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { SeenRevision } from './revisions.ts';
import type { SeenView } from './totals.ts';

export interface RawAnswer {
  readonly ok: boolean;
  readonly error?: { readonly kind: string; readonly retry?: string; readonly afterMs?: number };
  readonly [field: string]: unknown;
}

/** Several hubs may be undecided for a while. */
const CLAIMS = 60;

/** Swaps a secret for a credential, by docs/protocol.md section 1. */
export async function rawClaim(hub: string, secret: string): Promise<string> {
  const deviceKey = randomBytes(32).toString('base64url');
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${hub}/api/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret, deviceKey }),
    });
    const answer = (await response.json()) as RawAnswer;
    if (answer.ok) return deviceKey;
    if (answer.error?.retry !== 'after' || attempt === CLAIMS)
      throw new Error(`claim refused: ${answer.error?.kind ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, answer.error?.afterMs ?? 1_000));
  }
}

/** A staff screen on a bare WebSocket, by docs/protocol.md alone. */
export class RawScreen {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, { resolve: (answer: RawAnswer) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<(name: string, payload: unknown) => void>();
  #next = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static open(hub: string, key: string): Promise<RawScreen> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${hub.replace(/^http/, 'ws')}/rt/control/?EIO=4&transport=websocket`);
      const screen = new RawScreen(socket);
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => {
        const text = data.toString('utf8');
        if (text.startsWith('0')) socket.send(`40/control,${JSON.stringify({ credential: key, protocol: 1 })}`);
        else if (text === '2') socket.send('3');
        else if (text.startsWith('40/control')) resolve(screen);
        else if (text.startsWith('44/control,')) reject(new Error(`refused: ${text.slice(11)}`));
        else screen.#take(text);
      });
      socket.on('close', () => {
        const closed = new Error('the hub closed the connection');
        reject(closed);
        for (const waiting of screen.#answers.values()) waiting.reject(closed);
        screen.#answers.clear();
      });
    });
  }

  ask(event: string, payload: object): Promise<RawAnswer> {
    this.#next += 1;
    const number = this.#next;
    return new Promise((resolve, reject) => {
      this.#answers.set(number, { resolve, reject });
      this.#socket.send(`42/control,${String(number)}${JSON.stringify([event, payload])}`);
    });
  }

  onEvent(listener: (name: string, payload: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A whole view, fresh from the hub. */
  async snapshot(): Promise<SeenView> {
    const arrived = new Promise<SeenView>((resolve) => {
      const off = this.onEvent((name, payload) => {
        if (name !== 'view:snapshot') return;
        off();
        resolve(payload as SeenView);
      });
    });
    const answer = await this.ask('view:subscribe', {});
    if (!answer.ok) throw new Error(`no view: ${answer.error?.kind ?? ''}`);
    return arrived;
  }

  async revisionsOf(pointId: string): Promise<readonly SeenRevision[]> {
    const answer = await this.ask('point:detail', { pointId });
    if (!answer.ok) throw new Error(`no detail of ${pointId}: ${answer.error?.kind ?? ''}`);
    return answer['revisions'] as readonly SeenRevision[];
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => undefined);
    this.#socket.close();
  }

  #take(text: string): void {
    const parts = /^4([23])\/control,(\d*)(\[.*)$/s.exec(text);
    if (parts === null) return;
    const [, kind, number, body] = parts;
    const [first, second] = JSON.parse(body ?? '[]') as [unknown, unknown];
    if (kind === '3') {
      this.#answers.get(Number(number))?.resolve(first as RawAnswer);
      this.#answers.delete(Number(number));
    } else {
      for (const listener of [...this.#listeners]) listener(String(first), second);
    }
  }
}
