import type { LinkKind, PointKind } from '@hub/shared/model/point.ts';
import { LINK_KINDS, POINT_KINDS } from '@hub/shared/model/point.ts';
import { rosterEn } from '@hub/shared/text/roster-en.ts';
import { rosterVi } from '@hub/shared/text/roster-vi.ts';
import { bareText, editDistance } from './clean-text.ts';

const KIND_WORDS: Record<PointKind, readonly string[]> = {
  host: [
    'diem cau trung tam',
    'diem trung tam',
    'chu tri',
    'diem chu tri',
    'diem chu',
    'diem chinh',
    'chinh',
    'main',
    'center',
    'centre',
    'tt',
  ],
  interactive: [
    'hai chieu',
    '2 chieu',
    'phat bieu',
    'duoc phat bieu',
    'tuong tac 2 chieu',
    'tuong tac hai chieu',
    'diem cau',
    'thanh phan',
    'two way',
  ],
  'receive-only': [
    'nghe nhin',
    'mot chieu',
    '1 chieu',
    'chi xem',
    'chi nghe',
    'theo doi',
    'chi nhan',
    'receive only',
    'receiveonly',
    'view only',
    'chi theo doi',
    'one way',
  ],
};

const LINK_WORDS: Record<LinkKind, readonly string[]> = {
  livekit: ['live kit', 'trinh duyet', 'web', 'may tinh', 'dien thoai', 'phong hop hub', 'phan mem hub'],
  ingress: [
    'thiet bi',
    'thiet bi hoi nghi',
    'thiet bi hop truc tuyen',
    'polycom',
    'rtmp',
    'whip',
    'mcu',
    'encoder',
    'codec',
    'h323',
    'sip',
    'thiet bi truyen hinh hoi nghi',
  ],
  external: [
    'phan mem khac',
    'khac',
    'zoom',
    'vnpt',
    'vnpt meeting',
    'google meet',
    'meet',
    'teams',
    'microsoft teams',
    'viettel',
    'viettel meeting',
    'trueconf',
    'webex',
    'zalo',
  ],
  broadcast: [
    'tivi',
    'ti vi',
    'tv',
    'dai truyen hinh',
    'xem truyen hinh',
    'truyen hinh truc tiep',
    'truyen hinh cap',
    'phat thanh',
  ],
};

function wordMap<K extends string>(
  keys: readonly K[],
  words: Record<K, readonly string[]>,
  ...labels: Record<K, string>[]
) {
  const map = new Map<string, K>();
  for (const key of keys) {
    for (const word of [key, ...words[key], ...labels.map((label) => label[key])]) map.set(bareText(word), key);
  }
  return map;
}

const KINDS = wordMap(POINT_KINDS, KIND_WORDS, rosterVi.kinds, rosterEn.kinds);
const LINKS = wordMap(LINK_KINDS, LINK_WORDS, rosterVi.linkKinds, rosterEn.linkKinds);

export function readKind(text: string): PointKind | undefined {
  return KINDS.get(bareText(text));
}

export function readLinkKind(text: string): LinkKind | undefined {
  return LINKS.get(bareText(text));
}

/** The allowed word that was probably meant, for a suggestion. */
export function nearWord<K extends string>(text: string, labels: Record<K, string>): string | undefined {
  const bare = bareText(text);
  const limit = bare.length > 5 ? 2 : 1;
  return Object.values<string>(labels).find((label) => editDistance(bareText(label), bare, limit) <= limit);
}
