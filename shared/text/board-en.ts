import type { BoardText } from './board-vi.ts';

export const boardEn: BoardText = {
  filters: 'Table filters',
  all: {
    area: 'Area',
    block: 'Block',
    carrier: 'Carrier',
    kind: 'Point kind',
    charge: 'In charge',
  },
  nobody: '(nobody)',
  unnamed: '(not stated)',
  silent: 'Not reported',
  clear: 'Clear filters',
  shown: (shown, all) => `${shown}/${all} points`,
  columns: 'Columns',
  columnsTitle: 'Columns of the table',
  columnsNote: 'Kept on this device. Files and copies hold exactly the columns that are shown.',
  columnsReset: 'Defaults',
  done: 'Done',
  copy: 'Copy table',
  copyHint: 'Copy the rows shown, in the order shown, for a spreadsheet',
  copied: (lines) => `${lines} rows copied`,
  copyFailed: 'The browser does not allow copying. Use Download CSV.',
  download: 'Download CSV',
  downloadHint: 'Download the rows shown, in the order shown',
  file: (day, time) => `points-${day}-${time}.csv`,
};
