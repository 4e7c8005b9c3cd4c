/** What the person at the machine reads when the settings cannot be used. */
export const configVi = {
  heading: (count: number): string => `Cấu hình có ${count} lỗi, hub chưa khởi động:`,
  unknownName: (name: string, near: string | null): string =>
    near === null ? `${name}: không có thiết lập này.` : `${name}: không có thiết lập này. Có phải ${near}?`,
  port: (name: string): string => `${name}: cần một số cổng từ 0 đến 65535.`,
  host: (name: string): string => `${name}: cần một địa chỉ IP hoặc tên máy, ví dụ 0.0.0.0.`,
  folder: (name: string): string => `${name}: cần đường dẫn của một thư mục.`,
  url: (name: string): string =>
    `${name}: cần địa chỉ http:// hoặc https:// không kèm đường dẫn, ví dụ http://192.168.1.10:8089.`,
  origins: (name: string, bad: string): string =>
    `${name}: "${bad}" không phải một Origin. Viết dạng https://ten-mien, cách nhau bằng dấu phẩy.`,
  flag: (name: string): string => `${name}: chỉ nhận 1 hoặc 0.`,
  level: (name: string, allowed: string): string => `${name}: chỉ nhận một trong ${allowed}.`,
  token: (name: string): string => `${name}: cần ít nhất 16 ký tự, không có khoảng trắng.`,
  jump: (name: string, most: number): string => `${name}: cần một số nguyên từ 1 đến ${most}.`,
  connections: (name: string): string => `${name}: cần một số nguyên từ 1 đến 100000.`,
  livekitUrl: (name: string): string =>
    `${name}: cần địa chỉ ws://, wss://, http:// hoặc https:// không kèm đường dẫn, ví dụ wss://video.thixa.gov.vn.`,
  livekitWord: (name: string): string =>
    `${name}: cần một dãy ký tự không có khoảng trắng, như trong tệp cấu hình LiveKit.`,
  livekitRoom: (name: string): string => `${name}: cần số điểm cầu trong một phòng, từ 2 đến 1000.`,
  livekitAll: (missing: string): string =>
    `LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET: phải có cả ba hoặc không có gì. Còn thiếu: ${missing}.`,
  redisUrl: (name: string): string => `${name}: cần địa chỉ redis:// hoặc rediss://, ví dụ redis://192.168.1.20:6379.`,
  sentinels: (name: string): string =>
    `${name}: cần danh sách máy:cổng của các Sentinel, cách nhau bằng dấu phẩy, ví dụ 192.168.1.20:26379,192.168.1.21:26379.`,
  plainName: (name: string): string => `${name}: cần một tên chỉ gồm chữ, số và . _ -, không có khoảng trắng.`,
  nodeCount: (name: string): string => `${name}: cần số máy chủ dự kiến của cụm, từ 1 đến 99.`,
  clusterSecret: (name: string): string =>
    `${name}: cần ít nhất 32 ký tự, không có khoảng trắng, giống nhau ở mọi máy chủ của cụm.`,
  redisTwice: (): string => 'HUB_REDIS_URL và HUB_REDIS_SENTINELS: chỉ đặt một trong hai.',
  redisMissing: (names: string): string =>
    `${names}: chỉ dùng khi chạy nhiều máy chủ; còn thiếu HUB_REDIS_URL hoặc HUB_REDIS_SENTINELS.`,
  tlsPair: (): string => 'HUB_TLS_CERT và HUB_TLS_KEY: phải có cả hai.',
  tlsUseless: (): string =>
    'HUB_TLS_CERT và HUB_TLS_KEY: cần chứng chỉ PEM và đúng khóa riêng của nó, khóa không đặt mật khẩu.',
  tlsFile: (name: string, file: string): string => `${name}: không đọc được tệp ${file}.`,
};

export type ConfigText = typeof configVi;
