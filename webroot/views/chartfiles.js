import { barsTable, fileName, rowsKnown, rowsTable } from '../model/csv.js';
import { dateTime } from '../model/format.js';
import { studyLabel } from '../model/studies.js';
import { download, downloadCsv } from './download.js';
import { picture } from './picture.js';

/**
 * The bars in sight as a file. names: the columns of the studies; askRows(query): fetches raw candles.
 * @param {{ place: any, times: any[], bars: any, names: string[], replaying: boolean, askRows: (query: any) => void }} what
 */
export function saveCsv({ place, times, bars, names, replaying, askRows }) {
  const [from, to] = times;
  const { symbol, timeframe } = place;
  const shown = bars.closed.filter((bar) => bar.time >= from && bar.time <= to);
  const name = fileName(symbol, timeframe, to ?? 0, 'csv');
  if (timeframe !== 'raw' || from === null) return downloadCsv(name, barsTable(shown, names));
  // The chart draws no late candles, but whoever makes bars of these rows needs them.
  const values = new Map(shown.map((bar) => [bar.time, bar.values]));
  const take = (rows) =>
    downloadCsv(
      name,
      rowsTable(replaying ? rowsKnown(rows) : rows, names, (time) => values.get(time)),
    );
  askRows({ symbol, from, to, take });
}

/**
 * What is drawn as a picture, with a heading and the names of the lines.
 * @param {{ place: any, times: any[], where: any, replaying: boolean, plot: any, colors: any }} what
 */
export async function savePng({ place, times, where, replaying, plot, colors }) {
  const { symbol, timeframe } = place;
  const [from, to] = times;
  const { zone = 'utc' } = where;
  const said = (time) => dateTime(time, where, timeframe === 'raw').replace(/:00$/, '');
  const heading = [
    `${symbol} ${timeframe}`,
    from === null ? 'no bars' : `${said(from)} to ${said(to)} ${where.days ? '' : zone === 'utc' ? 'UTC' : zone}`.trim(),
    ...(plot.scale === 'linear' ? [] : [plot.scale === 'log' ? 'logarithmic scale' : 'per cent since the first bar in sight']),
    ...(replaying ? ['replay'] : []),
  ];
  const image = await picture(plot.chart.takeScreenshot(true, false), { heading, items: plot.legend(symbol, studyLabel) }, colors);
  download(fileName(symbol, timeframe, to ?? 0, 'png'), image);
}
