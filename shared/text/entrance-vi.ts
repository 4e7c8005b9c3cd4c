/** Before a page has anything to show: signing in, and why that did not work. */
export const entranceVi = {
  signingIn: 'Đang đăng nhập máy này',
  signingInSlow: 'Chưa tới được máy chủ, đang thử tiếp. Giữ trang này mở.',
  connecting: 'Đang kết nối với máy chủ',
  waiting: 'Chưa nối được với máy chủ, đang thử lại.',
  notSignedIn: 'Máy này chưa đăng nhập',
  notSignedInHint: 'Mở đường dẫn được cấp, quét thẻ điểm cầu, hoặc gõ mã ở trang đầu.',
  unknownSecret: 'Đường dẫn hoặc mã này không đúng. Xem lại, hoặc xin phòng điều hành cấp mới.',
  replacedCard:
    'Thẻ, đường dẫn hoặc mã này đã được thay bằng cái mới hoặc bị thu lại. Dùng thẻ mới nhất, hoặc gọi phòng điều hành.',
  call: (phone: string): string => `Gọi phòng điều hành ${phone}`,
  refused: 'Không vào được',
  superseded: 'Trang này đã được mở ở nơi khác trên cùng máy. Đóng bớt các trang thừa rồi thử lại.',
  toStart: 'Về trang đầu',
  reload: 'Tải lại trang',
  device: {
    android: 'Điện thoại Android',
    iphone: 'iPhone',
    ipad: 'iPad',
    windows: 'Máy tính Windows',
    mac: 'Máy Mac',
    linux: 'Máy tính Linux',
    other: 'Trình duyệt',
  },
};

export type EntranceText = typeof entranceVi;
