/** For a page opened inside a chat app's own browser: how to open it in a real one. */
export const inAppVi = {
  title: (browser: string): string => `Hãy mở bằng ${browser}`,
  why: (app: string): string =>
    `Trang này đang mở bên trong ${app}. Ở đây máy sẽ quên điểm cầu khi cửa sổ đóng lại, nên chưa đăng nhập.`,
  otherApp: 'một ứng dụng khác',
  menuTitle: 'Cách 1: dùng bảng chọn của ứng dụng',
  menu: (browser: string): readonly string[] => [
    'Bấm dấu ba chấm (⋯ hoặc ⋮) ở góc màn hình.',
    `Chọn “Mở bằng trình duyệt” hoặc “Mở trong ${browser}”.`,
  ],
  copyTitle: 'Cách 2: sao chép đường dẫn',
  copy: (browser: string): readonly string[] => [
    'Bấm nút “Sao chép đường dẫn” dưới đây.',
    `Ra màn hình chính, mở ${browser}.`,
    'Bấm giữ ô địa chỉ ở trên cùng, chọn Dán, rồi bấm Đi.',
  ],
  copyButton: 'Sao chép đường dẫn',
  copied: 'Đã sao chép. Mở trình duyệt và dán vào ô địa chỉ.',
  notCopied: 'Máy không cho sao chép. Dùng cách 1, hoặc quét lại mã QR bằng ứng dụng Máy ảnh.',
  keepSecret: 'Đường dẫn là chìa khóa của riêng bạn. Đừng gửi cho người khác.',
};

export type InAppText = typeof inAppVi;
