import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Drafting } from '../../../webroot/drafting.js';
import { START } from '../../../webroot/model/draft.js';
import { Store } from '../../../webroot/store.js';

const PARAM = { name: 'low', default: 30, min: 5, max: 45, step: 1, whole: true };
const result = (name) => ({ problems: [], result: { name } });

/** Timers that run when a test says so, questions that are answered when it says so, and a storage. */
function desk(held = null) {
  const due = new Map();
  const asked = [];
  const kept = [];
  let number = 0;
  const question = (name) =>
    function ask(...given) {
      const signal = given.at(-1);
      return new Promise((answer, fail) => {
        asked.push({ name, given, signal, answer, fail });
        signal?.addEventListener?.('abort', () => fail(new Error('aborted')));
      });
    };
  const store = new Store({ now: () => 0 });
  Object.assign(store.state.selection, { symbol: 'AAPL', timeframe: '1m' });
  const drafting = new Drafting({
    api: { checkFormula: question('check'), previewFormula: question('preview'), formulaWords: question('words') },
    store,
    storage: { recall: () => held, keep: (value) => kept.push(value) },
    timers: /** @type {any} */ ({
      setTimeout: (run, wait) => due.set(++number, { run, wait }) && number,
      clearTimeout: (id) => due.delete(id),
    }),
  });
  return {
    drafting,
    store,
    kept,
    waits: () => [...due.values()].map(({ wait }) => wait),
    asked: (name) => asked.filter((each) => each.name === name),
    async pass() {
      const now = [...due.values()];
      due.clear();
      for (const { run } of now) run();
      await settle();
    },
  };
}

async function settle() {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}

async function answer(question, value) {
  question.answer(value);
  await settle();
}

let page;

beforeEach(async () => {
  page = desk();
  page.drafting.show({ panelId: 'p', shown: true });
  await page.pass();
});

test('nothing is asked until a panel is in sight; then the words, a check, and what the text would have done', async () => {
  const hidden = desk();
  hidden.drafting.edit({ text: 'buy when close > 1' });
  await hidden.pass();
  assert.equal(hidden.asked('check').length, 0);
  assert.equal(page.asked('words').length, 1);
  const [check] = page.asked('check');
  assert.equal(check.given[0], START);
  await answer(check, { problems: [], params: [PARAM] });
  const [preview] = page.asked('preview');
  assert.deepEqual(preview.given[0], { text: START, symbol: 'AAPL', timeframe: '1m', params: {} });
  await answer(preview, result('first'));
  assert.equal(page.store.state.draft.result.name, 'first');
  assert.equal(page.store.state.draft.phase, 'done');
});

test('a newer text waits for a pause, ends the question before, and is kept', async () => {
  page.drafting.edit({ text: 'a' });
  page.drafting.edit({ text: 'ab' });
  assert.deepEqual(page.waits(), [350]);
  await page.pass();
  const [first, second] = page.asked('check');
  assert.ok(first.signal.aborted);
  assert.equal(second.given[0], 'ab');
  assert.deepEqual(page.kept.at(-1), { text: 'ab', values: {} });
  await answer(second, { problems: [{ line: 1, column: 1, length: 1, message: 'wrong' }], params: [] });
  assert.equal(page.asked('preview').length, 0);
  assert.equal(page.store.state.draft.problems.length, 1);
  assert.equal(page.store.state.draft.result, null);
});

test('a slider asks for a preview only, with its value', async () => {
  await answer(page.asked('check')[0], { problems: [], params: [PARAM] });
  await answer(page.asked('preview')[0], result('first'));
  page.drafting.adjust({ name: 'low', value: 20 });
  assert.deepEqual(page.waits(), [80]);
  await page.pass();
  assert.equal(page.asked('check').length, 1);
  assert.deepEqual(page.asked('preview')[1].given[0].params, { low: 20 });
  page.drafting.adjust({ name: 'low', value: null });
  await page.pass();
  assert.deepEqual(page.asked('preview')[2].given[0].params, {});
});

test('a slider that is moved before the text was checked does not lose the check', async () => {
  page.drafting.edit({ text: 'buy when close > low' });
  page.drafting.adjust({ name: 'low', value: 20 });
  await page.pass();
  assert.equal(page.asked('check').at(-1).given[0], 'buy when close > low');
});

test('another chart is another question, and the same one again is none', async () => {
  await answer(page.asked('check')[0], { problems: [], params: [] });
  await answer(page.asked('preview')[0], result('first'));
  page.store.changed('selection');
  assert.deepEqual(page.waits(), []);
  page.store.set('selection', { symbol: 'IBM' });
  await page.pass();
  assert.equal(page.asked('preview')[1].given[0].symbol, 'IBM');
  assert.equal(page.asked('check').length, 1);
});

test('a failure is said in place of the result, and a panel out of sight ends what was asked', async () => {
  page.asked('check')[0].fail(new Error('overloaded'));
  await settle();
  assert.equal(page.store.state.draft.failure, 'overloaded');
  page.drafting.edit({ text: 'b' });
  await page.pass();
  page.drafting.show({ panelId: 'p', shown: false });
  await settle();
  assert.ok(page.asked('check').at(-1).signal.aborted);
  assert.equal(page.store.state.draft.phase, 'idle');
});

test('a text that was kept comes back, one that cannot be is not taken', () => {
  assert.equal(desk({ text: 'buy when close > 2', values: { n: 1 } }).store.state.draft.text, 'buy when close > 2');
  for (const held of [{ text: 5 }, { text: 'x'.repeat(20_001) }, 'text', null]) assert.equal(desk(held).store.state.draft.text, START);
});
