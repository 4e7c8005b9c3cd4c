import type { LinkKind, PointKind } from '../model/point.ts';
import type { RosterField } from '../model/roster-check.ts';

const fields: Record<RosterField, string> = {
  id: 'Mã điểm cầu',
  name: 'Tên điểm cầu',
  shortName: 'Tên ngắn',
  unit: 'Đơn vị',
  block: 'Khối',
  area: 'Địa bàn',
  summoned: 'Triệu tập',
  kind: 'Loại điểm',
  linkKind: 'Đường truyền hình',
  carrier: 'Nhà mạng',
  phone: 'Điện thoại',
  longitude: 'Kinh độ',
  latitude: 'Vĩ độ',
  contactName: 'Người phụ trách',
  backupPhone: 'Điện thoại dự phòng',
  technician: 'Kỹ thuật viên',
  backupLine: 'Đường dự phòng',
};

const kinds: Record<PointKind, string> = {
  host: 'Trung tâm',
  interactive: 'Tương tác',
  'receive-only': 'Chỉ nghe nhìn',
};

const linkKinds: Record<LinkKind, string> = {
  livekit: 'LiveKit',
  ingress: 'Thiết bị họp',
  external: 'Ứng dụng khác',
  broadcast: 'Truyền hình',
};

const saveAsXlsx = 'Hãy mở tệp bằng Excel hoặc LibreOffice, chọn Lưu thành (Save As) và lưu lại dạng .xlsx';

/** Words of the roster as a spreadsheet: headers, and why a cell or a file is not taken. */
export const rosterVi = {
  fields,
  kinds,
  linkKinds,
  number: 'STT',
  sheetName: 'Danh sách điểm cầu',
  notesSheet: 'Hướng dẫn',
  issues: {
    fileEmpty: () => 'Tệp trống, không có gì để nhập.',
    fileTooLarge: (limit: string) =>
      `Tệp lớn quá ${limit}. Hãy chép riêng danh sách điểm cầu sang một tệp mới, lưu lại dạng .xlsx.`,
    fileInflatesTooLarge: (limit: string) =>
      `Tệp bung ra lớn quá ${limit}, hub không mở. Hãy chép riêng danh sách điểm cầu (không kèm ảnh, các cột và dòng trống có định dạng) sang một tệp mới, lưu lại dạng .xlsx.`,
    fileTooSlow: () =>
      'Tệp quá nặng, hub đã dừng đọc. Hãy chép riêng danh sách điểm cầu sang một tệp mới, lưu lại dạng .xlsx.',
    fileTooHeavy: () =>
      'Tệp cần quá nhiều bộ nhớ (thường vì có ô ở rất xa bên phải hoặc bên dưới). Hãy chép riêng danh sách điểm cầu sang một tệp mới, lưu lại dạng .xlsx.',
    tooManyRows: (found: string, limit: string) =>
      `Danh sách có ${found} dòng, nhiều nhất là ${limit} dòng một lần nhập.`,
    fileOldXls: () => `Đây là tệp Excel cũ (.xls). ${saveAsXlsx}, rồi chọn lại.`,
    fileEncrypted: () =>
      'Tệp có mật khẩu, hub không đọc được. Hãy mở tệp bằng mật khẩu, bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc), lưu lại dạng .xlsx rồi chọn lại.',
    fileBroken: () =>
      `Tệp bị hỏng hoặc tải lên thiếu. ${saveAsXlsx}, rồi chọn lại; nếu vẫn không được hãy xin lại tệp gốc.`,
    fileOtherKind: (kind: string) =>
      `Đây là tệp ${kind}, không phải bảng tính .xlsx hoặc .csv. ${saveAsXlsx}, rồi chọn lại.`,
    filePdf: () =>
      'Đây là tệp PDF, hub không đọc được bảng trong PDF. Hãy xin tệp Excel gốc, hoặc chép bảng sang Excel và lưu lại dạng .xlsx.',
    fileWord: () => 'Đây là tệp Word. Hãy chép bảng trong tệp sang Excel, lưu lại dạng .xlsx, rồi chọn lại.',
    fileUnknown: () => 'Không nhận ra loại tệp. Hãy chọn tệp .xlsx hoặc .csv.',
    legacyText: (name: string) =>
      `Chữ trong tệp dùng bảng mã cũ ${name}. Hãy chuyển sang Unicode (ví dụ bằng Unikey: Ctrl+Shift+F6), lưu lại dạng .xlsx, rồi chọn lại.`,
    csvQuote: () =>
      'Tệp CSV có dấu ngoặc kép mở mà không đóng, từ dòng này trở đi không đọc được. Hãy lưu lại dạng .xlsx.',
    noHeader: () =>
      'Không thấy dòng tiêu đề cột. Cần có ít nhất hai cột “Tên điểm cầu” và “Triệu tập”. Có thể tải tệp mẫu về và dán danh sách vào đó.',
    columnMissing: (label: string) =>
      `Không thấy cột ${label}. Hãy thêm cột này (tên cột đặt đúng như vậy) rồi chọn lại tệp.`,
    noLines: () => 'Có dòng tiêu đề nhưng không có điểm cầu nào bên dưới.',
    codesProposed: (first: string, last: string) =>
      `Tệp không có cột Mã điểm cầu, đã đặt mã từ ${first} đến ${last} theo thứ tự dòng. Lần nhập sau phải giữ đúng các mã này.`,
    kindColumnMissing: (value: string) => `Tệp không có cột Loại điểm, tất cả được đặt là “${value}”.`,
    linkKindColumnMissing: (value: string) => `Tệp không có cột Đường truyền hình, tất cả được đặt là “${value}”.`,
    nameFromUnit: () => 'Tệp không có cột Tên điểm cầu, đã lấy tên đơn vị làm tên điểm cầu.',
    columnUnused: (header: string) => `Cột “${header}” không thuộc danh sách điểm cầu nên không được nhập.`,
    columnRepeated: (label: string, used: string) => `${label} có hai cột, chỉ dùng cột ${used}.`,
    otherSheets: (used: string, others: string) =>
      `Tệp có nhiều trang, chỉ nhập trang “${used}”. Không nhập: ${others}.`,
    totalDiffers: (stated: string, summed: string) => `Dòng tổng ghi ${stated}, cộng các dòng được ${summed}.`,
    noHost: () => 'Không có điểm cầu nào là “Trung tâm” (điểm phát hội nghị).',
    twoHosts: (row: number, name: string) => `Chỉ được một điểm cầu “Trung tâm”; đã có ở dòng ${row} (${name}).`,
    empty: (label: string) => `${label} đang trống.`,
    notNumber: (label: string, value: string) => `${label} phải là một số. Trong tệp là “${value}”.`,
    negative: (label: string, value: string) => `${label} không thể là số âm. Trong tệp là “${value}”.`,
    notWhole: (label: string, value: string) => `${label} phải là số nguyên. Trong tệp là “${value}”.`,
    tooBig: (label: string, value: string, limit: string) => `${label} “${value}” lớn quá ${limit}.`,
    cellError: (label: string, value: string) => `${label} có lỗi công thức “${value}” trong bảng tính.`,
    countGuessed: (label: string, from: string, to: string) => `${label} “${from}” được đọc là ${to}.`,
    countZero: (label: string) => `${label} là 0 người.`,
    codeBad: (value: string) =>
      `Mã điểm cầu “${value}” không dùng được: chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, nhiều nhất 16 ký tự.`,
    codeGuessed: (from: string, to: string) => `Mã điểm cầu “${from}” được đọc là ${to}.`,
    codeProposed: (to: string) => `Mã điểm cầu đang trống, đã đặt là ${to}.`,
    codeRepeated: (code: string, row: number, name: string) => `Mã điểm cầu ${code} đã có ở dòng ${row} (${name}).`,
    tooLong: (label: string, length: number, limit: number) => `${label} dài ${length} ký tự, nhiều nhất ${limit}.`,
    wordUnknown: (label: string, value: string, allowed: string) =>
      `${label} “${value}” không hiểu được. Dùng một trong: ${allowed}.`,
    wordDefault: (label: string, to: string) => `${label} đang trống, được đặt là “${to}”.`,
    phoneZeroBack: (label: string, from: string, to: string) => `${label} “${from}” mất số 0 ở đầu, được đọc là ${to}.`,
    phoneGuessed: (label: string, from: string, to: string) => `${label} “${from}” được đọc là ${to}.`,
    phoneTwo: (label: string, from: string, to: string) =>
      `${label} “${from}” có nhiều số: lấy ${to}, số còn lại vào Điện thoại dự phòng nếu ô đó trống.`,
    phoneLength: (label: string, value: string, digits: number, needed: string) =>
      `${label} “${value}” có ${digits} chữ số, cần ${needed}.`,
    phoneBad: (label: string, value: string) => `${label} “${value}” không phải số điện thoại.`,
    coordinateComma: (label: string, from: string, to: string) =>
      `${label} “${from}” dùng dấu phẩy, được đọc là ${to}.`,
    coordinateSwapped: () => 'Kinh độ và Vĩ độ bị đổi chỗ, đã đổi lại.',
    coordinateHalf: (label: string) => `Chỉ có một nửa tọa độ, thiếu ${label}; điểm cầu chưa được đặt lên bản đồ.`,
    coordinateRange: (label: string, value: string, from: number, to: number) =>
      `${label} “${value}” nằm ngoài khoảng ${from} đến ${to}.`,
    coordinateAbroad: () => 'Tọa độ nằm ngoài Việt Nam, hãy xem lại.',
    areaUnknown: (value: string) => `Địa bàn “${value}” không có trong bản đồ.`,
    areaGuessed: (from: string, to: string) => `Địa bàn “${from}” được đọc là ${to}.`,
    areaTwoSpellings: (value: string, other: string) =>
      `Địa bàn “${value}” gần giống “${other}” ở các dòng khác, có thể gõ nhầm dấu.`,
    shortNameRepeated: (value: string, row: number) => `Tên ngắn “${value}” trùng với dòng ${row} trong cùng địa bàn.`,
  },
  fileKinds: {
    ods: 'LibreOffice (.ods)',
    xlsb: 'Excel nhị phân (.xlsb)',
    html: 'trang web hoặc XML',
    powerpoint: 'PowerPoint',
    zip: 'nén (.zip)',
    image: 'ảnh',
    rtf: 'RTF',
  },
  megabytes: (count: number) => `${count} MB`,
  /** One line per row of the template's notes sheet. */
  notes: [
    'Mỗi điểm cầu một dòng. Thứ tự cột tùy ý; có thể để dòng tên hội nghị phía trên dòng tiêu đề.',
    'Bắt buộc: Tên điểm cầu và Triệu tập. Các cột khác có thể để trống hoặc bỏ.',
    'Mã điểm cầu: chữ không dấu và số, ví dụ DC01; không trùng nhau. Nhập lại tệp sẽ cập nhật theo mã này.',
    'Tên ngắn: nhiều nhất 9 ký tự, hiện trên màn hình lớn. Để trống thì hub tự đề xuất.',
    'Triệu tập: số người phải có mặt, chỉ ghi số.',
    'Loại điểm: Trung tâm (đúng một điểm), Tương tác (được phát biểu), Chỉ nghe nhìn.',
    'Đường truyền hình: LiveKit (điện thoại, máy tính), Thiết bị họp, Ứng dụng khác (Zoom, VNPT…), Truyền hình.',
    'Điện thoại: 10 chữ số, có số 0 ở đầu.',
    'Kinh độ, Vĩ độ: ví dụ 106.021 và 20.9305.',
    'Xóa dòng ví dụ trước khi nhập.',
  ],
  example: {
    name: 'Hội trường UBND xã Ví Dụ',
    unit: 'Đảng ủy xã Ví Dụ',
    block: 'Xã, phường',
    area: 'Xã Ví Dụ',
    carrier: 'Mạng A',
    contactName: 'Cán bộ văn phòng cấp ủy',
    technician: 'KTV 1',
    backupLine: '4G Mạng B',
  },
  cli: {
    okLine: (points: string, summoned: string) => `Dùng được: ${points} điểm cầu, ${summoned} người triệu tập.`,
    badLine: (rows: string) => `Chưa dùng được: ${rows} lỗi phải sửa. Nhập cả danh sách một lần, hoặc không nhập gì.`,
    sheetLine: (name: string, headerRow: number) => `Trang “${name}”, tiêu đề ở dòng ${headerRow}.`,
    errorsHead: (count: string) => `Phải sửa (${count}):`,
    warningsHead: (count: string) => `Cần xem (${count}):`,
    place: (row: number, column: string) =>
      row === 0 ? 'Cả tệp' : column === '' ? `Dòng ${row}` : `Dòng ${row}, cột ${column}`,
    suggestion: (value: string) => `Đề xuất: ${value}`,
    noFile: (file: string) => `Không có tệp ${file}: kiểm tra lại tên và thư mục.`,
    notAFile: (file: string) => `${file} là một thư mục, cần một tệp .xlsx hoặc .csv.`,
    mayNotRead: (file: string) => `Không được quyền đọc tệp ${file}.`,
    cannotRead: (file: string, code: string) => `Không đọc được tệp ${file} (${code}).`,
  },
};

export type RosterText = typeof rosterVi;
