import { phoneNumber } from '../view/session-time.ts';
import type { CardsText } from './cards-vi.ts';

export const cardsEn: CardsText = {
  lang: 'en',
  document: (title) => `Access cards, ${title}`,
  summoned: (pointId, count) => `${pointId}, ${count} summoned`,
  begins: (time, day) => `${time}, ${day}`,
  steps: [
    ['Open the phone’s camera and scan the QR code.'],
    ['Wait for ', 'The control room sees this point', '.'],
    ['Press ', 'Send the headcount', ', wait for ', 'Received', '.'],
  ],
  noScan: 'Cannot scan? Type this code at',
  hotline: (phone) => ['Control room ', phoneNumber(phone)],
  noHotline: 'For help call the control room',
  validUntil: (day) => `Good until the end of ${day}`,
  foot: (title) => `${title}. A card is for one point only; printing it again ends the old one.`,
  sheet: (sheet, sheets, day) => `Sheet ${sheet}/${sheets}, printed ${day}`,
};
