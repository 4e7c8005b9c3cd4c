/** What the person at the machine reads when the log cannot be served. */
export const logVi = {
  inUse: (folder: string) =>
    `Thư mục dữ liệu ${folder} đang được một hub khác dùng. Hãy tắt hub kia, hoặc đặt HUB_DATA_DIR sang thư mục khác.`,
  corrupt: (file: string, detail: string) =>
    `Nhật ký ${file} bị hỏng: ${detail}. Không dùng tiếp để tránh sai số liệu; hãy khôi phục từ bản sao lưu (npx pnpm restore). Giữ nguyên thư mục này để kiểm tra.`,
  corruptAt: (file: string, seq: number, detail: string) =>
    `Nhật ký ${file} bị hỏng ở dòng ${seq}: ${detail}. Không dùng tiếp để tránh sai số liệu; hãy khôi phục từ bản sao lưu (npx pnpm restore). Giữ nguyên thư mục này để kiểm tra.`,
  newerSchema: (file: string, found: number, known: number) =>
    `Nhật ký ${file} do phiên bản hub mới hơn ghi (cấu trúc ${found}, bản này biết đến ${known}). Hãy chạy bản hub mới hơn, hoặc khôi phục bản sao lưu cũ.`,
  oldSqlite: (found: string, needed: string) =>
    `SQLite ${found} quá cũ (cần từ ${needed}) và có lỗi làm hỏng dữ liệu. Hãy chạy bằng Node đi kèm: npx pnpm start.`,
  io: (file: string, detail: string) => `Không mở được nhật ký ${file}: ${detail}. Kiểm tra ổ đĩa và quyền ghi.`,
  diskFull: () => 'Ổ đĩa đầy, chưa lưu được. Hãy giải phóng dung lượng; hub tự lưu lại được ngay khi có chỗ.',
  ioError: (detail: string) => `Lỗi đọc ghi ổ đĩa, chưa lưu được: ${detail}.`,
  closed: () => 'Nhật ký đã đóng, chưa lưu được.',
  rejected: (detail: string) => `Dữ liệu không ghi được vào nhật ký: ${detail}.`,
  noBackup: (file: string) => `Không có tệp ${file}: kiểm tra lại tên và thư mục. Chưa thay đổi gì.`,
  notABackup: (file: string) =>
    `${file} không phải bản sao lưu của hub, hoặc đã hỏng ngay từ đầu tệp. Hãy chọn tệp do npx pnpm backup tạo ra. Chưa thay đổi gì.`,
  backupDamaged: (file: string, seq: number) =>
    `Bản sao lưu ${file} bị hỏng ở dòng ${seq}. Hãy dùng bản sao lưu khác. Chưa thay đổi gì.`,
  backupUnreadable: (file: string, detail: string) =>
    `Không đọc được bản sao lưu ${file}: ${detail}. Chưa thay đổi gì.`,
  restoreWouldOverwrite: (folder: string) =>
    `Thư mục ${folder} đã có nhật ký. Thêm --force nếu chắc chắn: nhật ký cũ sẽ được chuyển sang bên, không bị xóa.`,
};
