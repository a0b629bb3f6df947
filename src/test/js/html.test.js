import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { escape, html, render } from '../../../webroot/html.js';

const text = (markup) => String(markup);

test('whatever is put in is escaped, in content and in attributes', () => {
  const evil = '<img src=x onerror="alert(1)">\'&';
  assert.equal(escape(evil), '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;');
  assert.equal(text(html`<p title="${evil}">${evil}</p>`), `<p title="${escape(evil)}">${escape(evil)}</p>`);
});

test('only the result of another template is markup; a look-alike from JSON is text', () => {
  const items = ['a', '<b>'].map((x) => html`<i>${x}</i>`);
  assert.equal(text(html`<b>${items}</b>`), '<b><i>a</i><i>&lt;b&gt;</i></b>');
  assert.equal(text(html`${JSON.parse('{"text":"<b>"}')}`), '[object Object]');
  assert.equal(text(html`${['<b>']}`), '&lt;b&gt;');
});

test('nothing stays for null, undefined and false; zero stays', () => {
  assert.equal(text(html`[${null}${undefined}${false}${0}]`), '[0]');
});

test('false is a word in an attribute', () => {
  assert.equal(text(html`<b aria-pressed="${false}"></b>`), '<b aria-pressed="false"></b>');
});

test('a plain string is refused as markup', () => {
  assert.throws(() => render({}, '<b>'), /render wants the result of html/);
});

test('html.js is the only module that can put markup into the page', () => {
  const root = fileURLToPath(new URL('../../../webroot/', import.meta.url));
  const modules = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (f) => f.endsWith('.js') && !/node_modules|vendor/.test(f),
  );
  const guilty = modules.filter((f) =>
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(readFileSync(root + f, 'utf8')),
  );
  assert.ok(modules.length > 20);
  assert.deepEqual(guilty, ['html.js']);
});
