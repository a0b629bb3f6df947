import { html } from '../html.js';
import { glyph } from '../model/age.js';
import { ageText, aheadText, arrivalHint } from '../model/arrival.js';

/** What a list says of a row's age: a sign and the age, or by how much its time is ahead of the clock. */
export function ageCell(row, found, freshness, prefs) {
  const sign = html`<span aria-hidden="true">${glyph(freshness)}</span>`;
  if (!found.ahead) return html`${sign} <span class="duration">${ageText(found)}</span>`;
  const hint = arrivalHint(row.lastTime, found, prefs);
  return html`${sign} <span class="term ahead duration" data-tip="${hint}" data-testid="ahead">${ageText(found)}</span>`;
}

/** The tooltip of such a cell; a row ahead of the clock explains itself by its mark. */
export function ageTitle(row, found, prefs) {
  return found.ahead ? '' : arrivalHint(row.lastTime, found, prefs);
}

/** The mark of one symbol that can have the focus; nothing for one that is not ahead. */
export function aheadMark(row, found, prefs) {
  if (!found.ahead) return '';
  return html`<button type="button" class="term ahead" data-tip="${arrivalHint(row.lastTime, found, prefs)}" data-testid="quote-ahead">
    ${aheadText(found.ahead)}
  </button>`;
}
