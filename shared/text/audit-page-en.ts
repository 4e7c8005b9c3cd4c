import type { AuditPageText } from './audit-page-vi.ts';

export const auditPageEn: AuditPageText = {
  title: 'Audit',
  titleOf: (name) => `Audit: ${name}`,
  hint: 'Everything that was recorded, newest first: who, in which role, when (hub time), by which device.',
  device: (id) => `device ${id}`,
  session: 'Session',
  point: 'Point',
  allPoints: 'Whole session',
  download: 'Download CSV',
  more: 'Older',
  refresh: 'Newest',
  empty: 'Nothing has been recorded yet.',
  loading: 'Fetching',
  failed: 'The audit trail could not be fetched. Check the connection, then press Newest.',
};
