/** Vietnamese letters as Unicode has them; enough of them and the text is not in an old font encoding. */
const UNICODE_VIETNAMESE = /[\u1ea0-\u1ef9ăđơưĂĐƠƯ]/g;
/** TCVN3 (ABC fonts, ".VnTime"): letters sit on signs that never stand inside a Vietnamese word. */
const TCVN3 = /(?<=\p{L})[§®µ¸¶·¹¬\u00ad«©ª¨¾»¼½Æ]|[§®µ¸¶·¹¬\u00ad«©ª¨¾»¼½Æ](?=\p{L})/gu;
/** VNI: the tone is a letter of its own after the vowel, and đ is ñ. */
const VNI = /[aeiouyöôAEIOUYÖÔ][øûõïåäëüæØÛÕÏÅÄËÜÆ]|(?<=[aeoAEO])[âáàêéèÂÁÀÊÉÈùÙ](?=\p{L}|\b)|[ñÑ]/gu;
const ENOUGH = 3;

/** The old encoding whose telltale letters fill this text, or undefined. */
export function legacyEncoding(text: string): 'TCVN3 (ABC)' | 'VNI' | undefined {
  const modern = count(text, UNICODE_VIETNAMESE);
  const tcvn3 = count(text, TCVN3);
  const vni = count(text, VNI);
  // Both old encodings leave almost no modern letter, while a modern text has them in every other word.
  if (Math.max(tcvn3, vni) < ENOUGH || modern * 2 > Math.max(tcvn3, vni)) return undefined;
  return tcvn3 >= vni ? 'TCVN3 (ABC)' : 'VNI';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
