import type { PointId } from '@hub/shared/model/ids.ts';
import type { CardList, CardSheet, CardState, MintedGrant } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { HttpAnswer } from '../link/http.ts';
import { tellRefusal } from '../staff/answers.ts';
import type { Desk } from '../staff/desk.ts';
import { copyText } from '../ui/copy.ts';
import { notify } from '../ui/notice.tsx';
import { num } from '../ui/text.ts';
import { fetchPdf, fetchSheet, type PrintWish } from './card-files.ts';
import { saveFile } from '../link/save-file.ts';
import { t } from './text.ts';

/** A code to be read out, told once. */
export interface SpokenCode {
  readonly pointId: PointId;
  readonly code: string;
  readonly expiresAt: number | null;
}

export interface CardsView {
  /** Null until it was fetched once. */
  readonly list: readonly CardState[] | null;
  /** Where a code is typed. */
  readonly address: string;
  /** Cards are being made. */
  readonly working: boolean;
  readonly spoken: SpokenCode | null;
}

export interface CardActions {
  readonly print: (wish: PrintWish, how: 'page' | 'pdf') => void;
  readonly revokeCards: (points: readonly PointId[]) => void;
  readonly speak: (pointId: PointId) => void;
  readonly forgetSpoken: () => void;
  readonly copy: (text: string) => void;
}

/** Who opens a card is in no view: while somebody looks, the list is asked for again this often, large ones less so. */
const AGAIN_MS = 3_000;
const AGAIN_MS_PER_CARD = 3;

/** The cards page's state and what it asks of the hub. Secrets are held here only while they are on the screen. */
export class CardsDesk {
  readonly #desk: Desk;
  readonly #view = signal<CardsView>({ list: null, address: location.host, working: false, spoken: null });
  readonly #sheet = signal<CardSheet | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking = false;

  readonly actions: CardActions = {
    print: (wish, how) => void this.#print(wish, how),
    revokeCards: (points) => {
      void this.#desk.link
        .send('cards:revoke', { points })
        .then(tellRefusal)
        .then(() => this.#refresh());
    },
    speak: (pointId) => {
      const payload = { kind: 'code', role: 'operator', pointId };
      void this.#desk.link.send<MintedGrant>('grant:mint', payload).then((answer) => {
        if (!tellRefusal(answer)) return;
        this.#change({ spoken: { pointId, code: answer.secret, expiresAt: answer.expiresAt } });
      });
    },
    forgetSpoken: () => this.#change({ spoken: null }),
    copy: (text) => {
      void copyText(text).then((done) => notify(done ? 'done' : 'error', done ? t().access.copied : text));
    },
  };

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get view(): ReadonlySignal<CardsView> {
    return this.#view;
  }

  /** Cards that were just made and are on the screen to be printed. */
  get sheet(): ReadonlySignal<CardSheet | null> {
    return this.#sheet;
  }

  forgetSheet(): void {
    this.#sheet.value = null;
  }

  watch(looking: boolean): void {
    clearTimeout(this.#timer);
    this.#looking = looking;
    if (looking) void this.#refresh();
  }

  async #print(wish: PrintWish, how: 'page' | 'pdf'): Promise<void> {
    if (this.#view.peek().working) return;
    this.#change({ working: true });
    const { deviceKey } = this.#desk.credential;
    if (how === 'page') {
      const answer = await fetchSheet(deviceKey, wish);
      if (this.#arrived(answer)) this.#sheet.value = answer.body;
    } else {
      const answer = await fetchPdf(deviceKey, wish);
      if (this.#arrived(answer)) {
        saveFile(answer.body, t().cards.pdfName);
        notify('done', t().cards.pdfDone(num(wish.points.length)));
      }
    }
    this.#change({ working: false });
    await this.#refresh();
  }

  /** A lost answer is not like others: the old cards may be closed and the new ones seen by nobody. */
  #arrived<T>(answer: HttpAnswer<T>): answer is Extract<HttpAnswer<T>, { ok: true }> {
    if (answer.ok) return true;
    notify('error', answer.error === 'unanswered' ? t().cards.lostAnswer : t().errors[answer.error.kind]);
    return false;
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await this.#desk.link.ask<CardList>('cards:list', {});
    if (answer.ok) this.#change({ list: answer.cards, address: answer.address });
    clearTimeout(this.#timer);
    if (!this.#looking) return;
    const pauseMs = AGAIN_MS + AGAIN_MS_PER_CARD * (this.#view.peek().list?.length ?? 0);
    this.#timer = setTimeout(() => void this.#refresh(), pauseMs);
  }

  #change(change: Partial<CardsView>): void {
    this.#view.value = { ...this.#view.peek(), ...change };
  }
}
