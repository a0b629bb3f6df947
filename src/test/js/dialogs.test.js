/* global document */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { click, enter, nextFrame, press, show, textOf } from './dom.js';

const { Store } = await import('../../../webroot/store.js');
const { PRESETS } = await import('../../../webroot/model/presets.js');
const { Ask } = await import('../../../webroot/views/ask.js');
const { Finder } = await import('../../../webroot/views/finder.js');
const { Help } = await import('../../../webroot/views/help.js');
const { Settings } = await import('../../../webroot/views/settings.js');

const NOW = Date.UTC(2026, 10, 23, 12, 13, 20);
let store;

beforeEach(() => {
  store = new Store({ now: () => NOW });
  const layout = PRESETS.laptop.make();
  Object.assign(store.state, { layout, layouts: { current: 'Mine', saved: { Mine: layout } } });
});

afterEach(() => document.querySelector('main').replaceChildren());

function opened(View) {
  const shown = show(View, store);
  shown.view.open();
  return shown;
}

test('the help lists the keys of the page and those of single views', () => {
  const { view: help } = opened(Help);
  assert.equal(help.querySelector('dialog').getAttribute('aria-label'), 'Keys and help');
  const groups = new Map([...help.querySelectorAll('.keys section')].map((each) => [textOf(each.querySelector('h3')), each]));
  const keysOf = (group) => [...groups.get(group).querySelectorAll('dt')].map(textOf);
  assert.deepEqual(keysOf('Timeframe'), ['1', '2', '3', '4', '5']);
  assert.deepEqual(keysOf('In the market table').slice(0, 1), ['↓ or ↑']);
  assert.match(textOf(groups.get('Page')), /\? All keys, and how to read the page, Settings/);
  assert.equal(help.querySelector('a').getAttribute('href'), 'api.html');
  assert.equal(help.body.getAttribute('role') ?? help.body.role, 'group', 'it can be scrolled by keys');
  click(help.querySelector('[data-act=close-dialog]'));
  assert.equal(help.isOpen, false);
});

test('settings show what was chosen and say what is chosen anew', () => {
  store.state.prefs = { theme: 'dark', zone: 'local', sound: true };
  const { view: settings, emitted } = opened(Settings);
  assert.deepEqual([...settings.querySelectorAll('legend')].map(textOf), [
    'Theme',
    'Colours of up and down',
    'Times',
    'News',
    'Keys',
    'This browser',
  ]);
  const isChecked = (id) => settings.querySelector(`[data-testid=${id}]`).hasAttribute('checked');
  assert.deepEqual(['theme-dark', 'theme-light', 'palette-standard', 'sound-pref'].map(isChecked), [true, false, true, true]);
  assert.equal(settings.querySelector('[data-testid=zone]').value, 'local');
  enter(settings.querySelector('[data-testid=date-format]'), 'dmy', 'change');
  const light = settings.querySelector('[data-testid=theme-light]');
  enter(light, 'light', 'change');
  enter(settings.querySelector('[data-testid=theme-system]'), 'system', 'change');
  click(settings.querySelector('[data-act=forget]'));
  assert.deepEqual(emitted, [
    ['tt-prefs', { dateFormat: 'dmy' }],
    ['tt-prefs', { theme: 'light' }],
    ['tt-prefs', { theme: null }],
    ['tt-forget', {}],
  ]);
});

test('the clock of the settings follows the time zone and format that are chosen', () => {
  const { view: settings } = opened(Settings);
  const now = () => textOf(settings.querySelector('[data-testid=now]'));
  assert.equal(now(), '2026-11-23 12:13:20');
  store.set('prefs', { dateFormat: 'dmy', zone: 'Asia/Tokyo' });
  nextFrame();
  assert.equal(now(), '23/11/2026 21:13:20');
});

const options = (finder) => [...finder.querySelectorAll('[role=option]')];
const chosen = (finder) =>
  options(finder)
    .filter((each) => each.getAttribute('aria-selected') === 'true')
    .map((each) => each.dataset.id);

test('the finder finds symbols first, then commands; the arrows and Enter choose', () => {
  for (const symbol of ['AAPL', 'AMZN', 'MSFT']) store.state.rows.set(symbol, { symbol, changePercent: 1.5, name: `${symbol} Inc.` });
  const { view: finder, emitted } = show(Finder, store);
  finder.find('a');
  assert.deepEqual(
    options(finder)
      .slice(0, 2)
      .map((each) => each.dataset.id),
    ['symbol-AAPL', 'symbol-AMZN'],
  );
  assert.equal(textOf(options(finder)[0]), 'AAPL AAPL Inc. ▲ +1.50%');
  assert.deepEqual(chosen(finder), ['symbol-AAPL']);
  assert.ok(press(finder.input, 'ArrowDown'));
  assert.deepEqual(chosen(finder), ['symbol-AMZN']);
  assert.equal(finder.input.getAttribute('aria-activedescendant'), 'found-1');
  press(finder.input, 'PageUp');
  assert.deepEqual(chosen(finder), ['symbol-AAPL'], 'it stops at the first');
  assert.ok(!press(finder.input, 'x'), 'other keys are text');
  press(finder.input, 'Enter');
  assert.deepEqual(emitted, [
    ['tt-symbol', { symbol: 'AAPL' }],
    ['tt-panel', { panel: 'chart' }],
  ]);
  assert.equal(finder.isOpen, false);
});

test('the finder gives commands with their keys, and says when nothing is found', () => {
  const { view: finder, emitted } = show(Finder, store);
  finder.find();
  enter(finder.input, 'all keys');
  assert.deepEqual(options(finder).map(textOf), ['All keys, and how to read the page Page ?']);
  click(options(finder)[0]);
  assert.deepEqual(emitted, [['tt-dialog', { name: 'help' }]]);
  finder.find('no such thing');
  assert.deepEqual(options(finder), []);
  assert.equal(finder.querySelector('.empty').hidden, false);
  assert.equal(finder.input.hasAttribute('aria-activedescendant'), false);
});

const submit = (ask) =>
  ask.querySelector('form').dispatchEvent(new document.defaultView.Event('submit', { bubbles: true, cancelable: true }));

test('a question for a name answers with it, or with null when it is closed', async () => {
  const { view: ask } = show(Ask, store);
  const name = ask.name({ title: 'Save the layout as', label: 'Name', value: 'Mine', action: 'Save' });
  assert.equal(textOf(ask.querySelector('h2')), 'Save the layout as');
  assert.equal(ask.querySelector('dialog').getAttribute('aria-label'), 'Save the layout as');
  assert.deepEqual([...ask.querySelectorAll('.buttons button')].map(textOf), ['Cancel', 'Save']);
  assert.equal(ask.querySelector('input').value, 'Mine');
  ask.querySelector('input').value = '  Evening  ';
  submit(ask);
  assert.equal(await name, 'Evening');
  const closed = ask.name({ title: 'Once more', label: 'Name' });
  click(ask.querySelector('.buttons [data-act=close-dialog]'));
  assert.equal(await closed, null);
  const empty = ask.name({ title: 'Once more', label: 'Name', value: ' ' });
  submit(ask);
  assert.equal(await empty, null, 'no name is none');
});

test('a question for a yes, and a message that needs no answer', async () => {
  const { view: ask } = show(Ask, store);
  const sure = ask.sure({ title: 'Delete the layout?', text: 'It will be gone.', action: 'Delete' });
  assert.equal(textOf(ask.querySelector('[data-testid=ask-text]')), 'It will be gone.');
  assert.equal(document.activeElement, ask.querySelector('.primary'));
  submit(ask);
  assert.equal(await sure, true);
  const told = ask.tell({ title: 'Copied', text: 'The link is in the clipboard.' });
  assert.deepEqual([...ask.querySelectorAll('.buttons button')].map(textOf), ['Close']);
  submit(ask);
  assert.equal(await told, null);
});
