import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { GLOSSARY } from '../../../webroot/model/glossary.js';
import { term } from '../../../webroot/views/term.js';

const VIEWS = new URL('../../../webroot/views/', import.meta.url);
const used = readdirSync(VIEWS)
  .map((name) => readFileSync(new URL(name, VIEWS), 'utf8'))
  .flatMap((text) => [...text.matchAll(/term(?:InRow)?\('(\w+)'/g)].map(([, key]) => key));

test('every word that explains itself is in the glossary, and every entry is met somewhere', () => {
  assert.deepEqual([...new Set(used)].sort(), Object.keys(GLOSSARY).sort());
});

test('a word without an entry is an error, not an empty tooltip', () => {
  assert.throws(() => term('magic', 'Magic'), /glossary has no "magic"/);
  assert.match(String(term('epoch', '<b>')), /data-term="epoch">&lt;b&gt;</);
});

test('an explanation is plain sentences', () => {
  for (const [key, text] of Object.entries(GLOSSARY)) assert.match(text, /^[A-Z0-9].{30,}\.$/, key);
});
