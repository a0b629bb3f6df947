import { html } from '../html.js';
import { GLOSSARY } from '../model/glossary.js';

/** A word that explains itself when pointed at, focused or tapped (see views/tips.js); `key` is its entry in the glossary. */
export function term(key, text) {
  if (!GLOSSARY[key]) throw new RangeError(`the glossary has no "${key}"`);
  return html`<button type="button" class="term" data-term="${key}">${text}</button>`;
}

/** The attribute that has something which is a control already, such as a heading to sort by, explain itself likewise. */
export function explains(key) {
  if (!GLOSSARY[key]) throw new RangeError(`the glossary has no "${key}"`);
  return html`data-term="${key}"`;
}

/** The same for a word that comes in every row of a table: it is no stop of the Tab key, its column's heading is. */
export function termInRow(key, text) {
  if (!GLOSSARY[key]) throw new RangeError(`the glossary has no "${key}"`);
  return html`<span class="term" data-term="${key}">${text}</span>`;
}
