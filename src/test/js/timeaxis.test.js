import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldMark, instantsOf, offsetAt, timeParts } from '../../../webroot/model/clock.js';
import { areDays, isOfDays, placeOf, shortSignalTime, shortTime, signalTime } from '../../../webroot/model/days.js';
import { dateTime, time } from '../../../webroot/model/format.js';
import { tickLabel, weigh, weight } from '../../../webroot/model/ticks.js';
import { fromField, toField } from '../../../webroot/model/zone.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEW_YORK = { zone: 'America/New_York' };
const KINDS = { 70: 0, 60: 1, 50: 2 };
const ZONES = [
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Nuuk',
  'Europe/London',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];

/** @type {(step: number, from: number, count: number) => Record<string, any>[]} */
const every = (step, from, count) => Array.from({ length: count }, (unused, i) => ({ time: from + i * step }));
const weighed = (points, where) => (weigh(points, 0, (point) => point.time, where), points);
const dateOf = (ms, zone) => Math.floor((ms + offsetAt(ms, zone)) / DAY);

test('in the night the clocks go back the heavy mark is at local midnight and names the month there', () => {
  const points = weighed(every(15 * MINUTE, Date.UTC(2026, 9, 31, 20), 80), NEW_YORK);
  const heavy = points.slice(1).filter(({ timeWeight }) => timeWeight >= 50);
  assert.deepEqual(
    heavy.map(({ time: at }) => new Date(at).toISOString()),
    ['2026-11-01T04:00:00.000Z'],
  );
  assert.equal(tickLabel(heavy[0].time, KINDS[heavy[0].timeWeight], NEW_YORK), 'Nov');
});

test('the hour that comes twice keeps its order and each has its mark and its name', () => {
  const first = Date.UTC(2026, 10, 1, 5);
  const [before, again] = [first, first + HOUR];
  assert.equal(time(before, NEW_YORK), '01:00:00 UTC−4');
  assert.equal(time(again, NEW_YORK), '01:00:00 UTC−5');
  assert.equal(time(first + 2 * HOUR, NEW_YORK), '02:00:00');
  assert.equal(time(first - 1, NEW_YORK), '00:59:59');
  assert.equal(weight(again, again - 15 * MINUTE, NEW_YORK), 30);
  assert.deepEqual(instantsOf(Date.UTC(2026, 10, 1, 1), NEW_YORK), [before, again]);
  assert.equal(foldMark(Date.UTC(2026, 3, 4, 15, 10), 'Australia/Lord_Howe'), ' UTC+10:30');
});

test('a typed hour that comes twice is its first as the start of a range and its last as the end', () => {
  assert.equal(fromField('2026-11-01T01:30', NEW_YORK), Date.UTC(2026, 10, 1, 5, 30));
  assert.equal(fromField('2026-11-01T01:30', NEW_YORK, { last: true }), Date.UTC(2026, 10, 1, 6, 30));
  assert.equal(toField(fromField('2026-03-08T02:30', NEW_YORK), NEW_YORK), '2026-03-08T03:30');
});

test('bars of whole days are marked by their own dates in every zone', () => {
  const points = every(DAY, Date.UTC(2026, 4, 25), 40);
  const bars = { closed: points, open: null };
  const where = placeOf(bars, { ...NEW_YORK, dateFormat: 'iso' });
  weighed(points, where);
  const months = points.filter(({ timeWeight }) => timeWeight === 60);
  assert.deepEqual(
    months.map(({ time: at }) => tickLabel(at, 1, where)),
    ['Jun', 'Jul'],
  );
  assert.deepEqual(
    months.map(({ time: at }) => dateTime(at, where)),
    ['2026-06-01', '2026-07-01'],
  );
  assert.equal(areDays({ closed: every(15 * MINUTE, Date.UTC(2026, 4, 25), 40), open: null }), false);
  assert.equal(areDays({ closed: points.slice(0, 1), open: null }), false, 'one bar at midnight may be anything');
  assert.equal(areDays({ closed: points, open: { time: Date.UTC(2026, 6, 4, 12) } }), false);
});

test('days that are dated by the midnight of New York are marked there too', () => {
  const points = weighed(
    [...Array(20).keys()].map((i) => ({ time: instantsOf(Date.UTC(2026, 9, 25) + i * DAY, NEW_YORK)[0] })),
    NEW_YORK,
  );
  const month = points.find(({ timeWeight }) => timeWeight === 60);
  assert.equal(dateTime(month.time, NEW_YORK), '2026-11-01 00:00:00');
});

test('every date of every zone has one mark, at its first bar, whatever the clocks do', () => {
  const nights = [
    Date.UTC(2026, 2, 8),
    Date.UTC(2026, 10, 1),
    Date.UTC(2026, 2, 29),
    Date.UTC(2026, 9, 25),
    Date.UTC(2010, 10, 7),
    Date.UTC(2026, 3, 5),
    Date.UTC(2026, 8, 6),
    Date.UTC(2026, 3, 24),
    Date.UTC(2026, 9, 30),
    Date.UTC(2011, 11, 30),
    Date.UTC(1969, 11, 31),
  ];
  for (const zone of ZONES) {
    for (const night of nights) {
      for (const step of [5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR]) {
        const points = weighed(every(step, night - 2 * DAY, (4 * DAY) / step), { zone });
        const seen = new Set([dateOf(points[0].time - step, zone)]);
        for (const { time: at, timeWeight } of points) {
          const isFirst = !seen.has(dateOf(at, zone));
          seen.add(dateOf(at, zone));
          if (timeWeight >= 50 !== isFirst) assert.fail(`${zone} ${step / MINUTE}m ${dateTime(at, { zone })}`);
        }
      }
    }
  }
});

test('marks of a bar that is added are those of all at once', () => {
  for (const zone of ZONES) {
    const points = every(30 * MINUTE, Date.UTC(2026, 9, 31, 20), 60);
    weigh(points.slice(0, 20), 0, ({ time: at }) => at, { zone });
    for (let i = 20; i < points.length; i += 1) weigh(points.slice(0, i + 1), i, ({ time: at }) => at, { zone });
    const whole = weighed(every(30 * MINUTE, Date.UTC(2026, 9, 31, 20), 60), { zone });
    assert.deepEqual(points, whole, zone);
  }
});

test('the clocks of a zone are known to the second', () => {
  for (const zone of ZONES) {
    for (let i = 0; i < 400; i += 1) {
      const ms = Date.UTC(1965, 0, 1) + ((i * 7_919_234_567) % (80 * 365 * DAY));
      const p = timeParts(ms, zone);
      const shown = new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 19);
      assert.equal(shown, `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}`, zone);
    }
  }
});

test('a signal of a bar that is a whole day has a date, the same in every zone; any other one the clock of the zone', () => {
  const day = Date.UTC(2025, 6, 8);
  const prefs = { zone: 'America/New_York' };
  const state = {
    prefs,
    series: new Map(),
    rows: new Map([
      ['SPY', { lastTime: day + 3 * DAY }],
      ['BTC', { lastTime: day + 90_000 }],
    ]),
  };
  const of = (symbol, timeframe, barTime = day) => ({ symbol, timeframe, barTime });
  assert.equal(signalTime(of('SPY', '1d'), state), '2025-07-08');
  assert.equal(signalTime(of('BTC', '7d'), state), '2025-07-08');
  // One candle a day, on the finest timeframe that has the same bars.
  for (const timeframe of ['raw', '1m', '1h']) assert.equal(shortSignalTime(of('SPY', timeframe), state, day), '2025-07-08', timeframe);
  // A candle of every minute has one at midnight too.
  assert.equal(signalTime(of('BTC', '1m'), state), '2025-07-07 20:01:00');
  assert.equal(shortSignalTime(of('BTC', '1m'), state, day + HOUR), '20:01:00');
  // Where bars are here, they decide.
  state.series.set('SPY/1m', { bars: { closed: every(MINUTE, day, 5), open: null } });
  assert.ok(!isOfDays(of('SPY', '1m'), state));
  assert.ok(isOfDays(of('SPY', 'raw'), state));
});

test('in a narrow list the time of another day comes with its date, in the zone and form that are chosen', () => {
  const now = Date.UTC(2025, 10, 2, 16);
  assert.equal(shortTime(now - HOUR, now, {}), '15:00:00');
  assert.equal(shortTime(now - DAY, now, {}), '2025-11-01 16:00');
  assert.equal(shortTime(now - DAY, now, { dateFormat: 'dmy' }), '01/11/2025 16:00');
  // Midnight of New York is at four or five o'clock of UTC.
  assert.equal(shortTime(Date.UTC(2025, 10, 2, 5, 30), now, NEW_YORK), '01:30:00 UTC−4');
  assert.equal(shortTime(Date.UTC(2025, 10, 2, 3, 30), now, NEW_YORK), '2025-11-01 23:30');
  assert.equal(shortTime(Date.UTC(2025, 10, 2, 5, 30), now + 2 * DAY, NEW_YORK), '2025-11-02 01:30 UTC−4');
});
