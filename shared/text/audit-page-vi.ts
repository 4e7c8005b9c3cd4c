/** The page that shows the trail of facts. */
export const auditPageVi = {
  title: 'Nhật ký',
  titleOf: (name: string): string => `Nhật ký: ${name}`,
  hint: 'Mọi việc đã ghi, mới nhất ở trên: ai, vai trò, lúc nào (giờ máy chủ), thiết bị nào.',
  device: (id: string): string => `thiết bị ${id}`,
  session: 'Phiên',
  point: 'Điểm cầu',
  allPoints: 'Cả phiên',
  download: 'Tải CSV',
  more: 'Xem cũ hơn',
  refresh: 'Xem mới nhất',
  empty: 'Chưa có việc nào được ghi.',
  loading: 'Đang lấy dữ liệu',
  failed: 'Chưa lấy được nhật ký. Kiểm tra kết nối rồi bấm Xem mới nhất.',
};

export type AuditPageText = typeof auditPageVi;
