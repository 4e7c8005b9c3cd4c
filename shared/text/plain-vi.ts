/** What stands in the HTML itself, for browsers in which no page can be drawn. */
export const plainVi = {
  tooOld: 'Trình duyệt này quá cũ nên không mở được trang.',
  tooOldHint: 'Hãy cập nhật Chrome (từ 87) hoặc iOS (từ 14), dùng điện thoại khác, hoặc gọi phòng điều hành để báo số.',
  unloaded: 'Chưa tải được trang.',
  unloadedHint: 'Kiểm tra mạng rồi bấm “Tải lại”. Không được thì gọi phòng điều hành.',
  reload: 'Tải lại',
  noScript: 'Trang này cần JavaScript. Hãy bật JavaScript trong cài đặt của trình duyệt.',
};

export type PlainText = typeof plainVi;
