import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { GLOSSARY } from '../../../webroot/model/glossary.js';
import { COLUMNS } from '../../../webroot/model/markettable.js';
import { explains, term } from '../../../webroot/views/term.js';

const VIEWS = new URL('../../../webroot/views/', import.meta.url);
const used = readdirSync(VIEWS)
  .map((name) => readFileSync(new URL(name, VIEWS), 'utf8'))
  .flatMap((text) => [...text.matchAll(/(?:term(?:InRow)?|explains)\('(\w+)'/g)].map(([, key]) => key));

test('every word that explains itself is in the glossary, and every entry is met somewhere', () => {
  const headings = Object.values(COLUMNS).flatMap(({ help }) => help ?? []);
  assert.deepEqual([...new Set([...used, ...headings])].sort(), Object.keys(GLOSSARY).sort());
});

test('a word without an entry is an error, not an empty tooltip', () => {
  assert.throws(() => term('magic', 'Magic'), /glossary has no "magic"/);
  assert.throws(() => explains('magic'), /glossary has no "magic"/);
  assert.equal(String(explains('change')), 'data-term="change"');
  assert.match(String(term('epoch', '<b>')), /data-term="epoch">&lt;b&gt;</);
});

test('an explanation is plain sentences', () => {
  for (const [key, text] of Object.entries(GLOSSARY)) assert.match(text, /^[A-Z0-9].{30,}\.$/, key);
});

test('every heading of the market table but the symbol explains itself, and what nobody could guess is said', () => {
  for (const [name, { help }] of Object.entries(COLUMNS)) assert.equal(name === 'symbol', help === undefined, name);
  assert.match(GLOSSARY.change, /close of the UTC day before/);
  assert.match(GLOSSARY.active, /turnover/);
  assert.match(GLOSSARY.range, /since midnight UTC/);
  assert.match(GLOSSARY.quote, /when the bar began/);
});
