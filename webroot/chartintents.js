/** What charts ask for. */
export function chartIntents({ session, element, reveal }) {
  return {
    'tt-older': (asked) => session.loadOlder(asked ?? {}),
    'tt-watch': (wanted) => session.watch(wanted),
    'tt-hold': (which) => session.hold(which),
    /** Raw candles for who asks: {symbol, from, to, take}. */
    'tt-rows': async ({ take, ...range }) => {
      try {
        take(await session.rows(range));
      } catch (error) {
        await element('ask').tell({ title: 'The candles could not be read', text: `${error.message}. Nothing was saved; try again.` });
      }
    },
    /** Brings a bar into the view of the chart of its symbol and timeframe: {symbol, timeframe, time}. */
    'tt-show-bar': async ({ symbol, timeframe, time }) => {
      await session.show({ symbol, timeframe });
      reveal({ kind: 'chart', look: true });
      const charts = [...document.querySelectorAll('tt-chart')];
      requestAnimationFrame(() => charts.find((chart) => chart.shows({ symbol, timeframe }))?.showBar(time));
    },
    'tt-catalog': () => session.loadCatalog(),
    /** Draws indicators on the chart of a symbol in a timeframe: {symbol, timeframe, names}. */
    'tt-show-studies': async ({ symbol, timeframe, names }) => {
      await session.show({ symbol, timeframe });
      reveal({ kind: 'chart', look: true });
      const charts = [...document.querySelectorAll('tt-chart')];
      // A panel that has just been opened is filled in the next frame.
      requestAnimationFrame(() => (charts.find((chart) => chart.shows({ symbol, timeframe })) ?? charts[0])?.showStudies(names));
    },
  };
}
