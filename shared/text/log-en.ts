import type { logVi } from './log-vi.ts';

export const logEn: typeof logVi = {
  inUse: (folder) => `The data folder ${folder} is in use by another hub. Stop it, or point HUB_DATA_DIR elsewhere.`,
  corrupt: (file, detail) =>
    `The log ${file} is damaged: ${detail}. It is not served, so that no figure is wrong; restore a backup (npx pnpm restore). Keep this folder as it is for inspection.`,
  corruptAt: (file, seq, detail) =>
    `The log ${file} is damaged at row ${seq}: ${detail}. It is not served, so that no figure is wrong; restore a backup (npx pnpm restore). Keep this folder as it is for inspection.`,
  newerSchema: (file, found, known) =>
    `The log ${file} was written by a newer hub (schema ${found}, this one knows ${known}). Run the newer hub, or restore an older backup.`,
  oldSqlite: (found, needed) =>
    `SQLite ${found} is too old (${needed} or later is needed) and can corrupt data. Run with the bundled Node: npx pnpm start.`,
  io: (file, detail) => `The log ${file} cannot be opened: ${detail}. Check the disk and its permissions.`,
  diskFull: () =>
    'The disk is full, nothing was saved. Free some space; the hub goes on by itself as soon as there is room.',
  ioError: (detail) => `Disk error, nothing was saved: ${detail}.`,
  closed: () => 'The log is closed, nothing was saved.',
  rejected: (detail) => `This cannot be written to the log: ${detail}.`,
  noBackup: (file) => `There is no file ${file}: check its name and folder. Nothing was changed.`,
  notABackup: (file) =>
    `${file} is not a backup of a hub, or is damaged at its very start. Take a file that npx pnpm backup made. Nothing was changed.`,
  backupDamaged: (file, seq) => `The backup ${file} is damaged at row ${seq}. Use another one. Nothing was changed.`,
  backupUnreadable: (file, detail) => `The backup ${file} cannot be read: ${detail}. Nothing was changed.`,
  restoreWouldOverwrite: (folder) =>
    `The folder ${folder} already holds a log. Add --force if you are sure: the old log is moved aside, not deleted.`,
};
