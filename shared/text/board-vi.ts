/** What the control room's looks say of themselves: filters, columns and sheets of the table, keys, palette, trend. */
export const boardVi = {
  filters: 'Lọc bảng',
  all: {
    area: 'Địa bàn',
    block: 'Khối',
    carrier: 'Mạng',
    kind: 'Loại điểm',
    charge: 'Phụ trách',
  },
  nobody: '(chưa ai)',
  unnamed: '(không ghi)',
  silent: 'Chưa báo số',
  clear: 'Bỏ lọc',
  shown: (shown: string, all: string): string => `${shown}/${all} điểm`,
  columns: 'Cột',
  columnsTitle: 'Cột của bảng',
  columnsNote: 'Được nhớ trên máy này. Tệp và bản chép gồm đúng các cột đang hiện.',
  columnsReset: 'Như mặc định',
  done: 'Xong',
  copy: 'Chép bảng',
  copyHint: 'Chép các dòng đang hiện, theo thứ tự đang xếp, để dán vào bảng tính',
  copied: (lines: string): string => `Đã chép ${lines} dòng`,
  copyFailed: 'Trình duyệt không cho chép. Hãy dùng Tải CSV.',
  download: 'Tải CSV',
  downloadHint: 'Tải các dòng đang hiện, theo thứ tự đang xếp',
  file: (day: string, time: string): string => `bang-diem-cau-${day}-${time}.csv`,
};

export type BoardText = typeof boardVi;
