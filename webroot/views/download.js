import { csv } from '../model/csv.js';

/** Gives the reader a file. */
export function download(name, blob) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}

export function downloadCsv(name, table) {
  download(name, new Blob([csv(table)], { type: 'text/csv;charset=utf-8' }));
}
