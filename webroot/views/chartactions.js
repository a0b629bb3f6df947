import { columnsOf } from '../model/studies.js';
import { saveCsv, savePng } from './chartfiles.js';
import { palette } from './palette.js';

/** What the tools above a chart do. */
export function chartActions(chart) {
  const { history } = chart;
  const state = () => chart.store.state;
  const sight = () => ({ place: chart.place, times: history.shownTimes, replaying: history.replaying !== null });
  return {
    set: (change) => chart.set(change),
    symbols: () => [...state().rows.keys()].sort(),
    studies: () => chart.openStudies(),
    pin: () => chart.set({ symbol: chart.settings.symbol === null ? chart.place.symbol : null }),
    range: (button) => chart.dates.open(button),
    replay: () => (history.replaying ? history.replay({ act: 'end' }) : history.startReplay()),
    marks: () => chart.set({ metadata: !chart.settings.metadata }),
    csv: () =>
      saveCsv({
        ...sight(),
        bars: chart.bars,
        names: columnsOf(chart.studies, state().catalog),
        askRows: (query) => chart.emit('tt-rows', query),
      }),
    png: () => savePng({ ...sight(), where: chart.content.where, plot: chart.plot, colors: palette(chart) }),
    full: () => chart.toggleFullscreen(),
  };
}
