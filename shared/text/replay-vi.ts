/** Looking back in the control room. */
export const replayVi = {
  word: 'XEM LẠI',
  phaseThen: (phase: string): string => `Lúc đó: ${phase}`,
  strip: 'Dòng thời gian',
  showStrip: 'Hiện dòng thời gian',
  hideStrip: 'Ẩn dòng thời gian',
  none: 'Chưa có gì để xem lại: phiên chưa diễn tập và chưa bắt đầu.',
  loading: 'Đang đọc nhật ký…',
  links: 'Kết nối',
  present: 'Có mặt',
  incidents: 'Sự cố',
  floor: 'Phát biểu, chỉ đạo',
  play: 'Phát',
  pause: 'Dừng',
  speed: (times: string): string => `Phát nhanh gấp ${times}`,
  speedMark: (times: string): string => `${times}×`,
  run: 'Lượt',
  runName: { rehearsal: (run: number): string => `Diễn tập ${run}`, live: (): string => 'Trực tiếp' },
  backToLive: 'Về trực tiếp',
  noVitals: 'Độ trễ, mất gói, âm lượng không được ghi nên không xem lại được.',
  failed: 'Chưa lấy được thời điểm này, đang thử lại.',
  now: (line: string): string => `Lúc này: ${line}`,
  nowLine: (up: string, points: string, incidents: string): string => `${up}/${points} kết nối, ${incidents} sự cố mở`,
  linksLine: (up: string, points: string): string => `${up}/${points} kết nối`,
  presentLine: (present: string, summoned: string, reported: string, covered: string): string =>
    `${present}/${summoned} có mặt (${reported}/${covered} điểm báo)`,
  noRound: 'chưa mở đợt báo số',
  incidentsLine: (count: string): string => `${count} sự cố`,
  ofDay: (day: string): string => `ngày ${day}`,
};

export type ReplayText = typeof replayVi;
