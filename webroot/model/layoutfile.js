/** A layout as a file, a link and the browser's store have it, and the checks of one that comes from there. */
import { KINDS } from './kinds.js';
import { COLUMNS, MOST_PANELS, MOST_ROWS, VERSION, settled } from './layout.js';

// Where even the last of the panels begins if all of them are as high as they may be.
const MOST_DOWN = 4_000;
const MOST_SETTINGS = 4_000;
const MARK = 'ticktide layout';
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;

export class LayoutError extends Error {}

/** As a file has it: for people to read, and to be read again by {@link parseLayout}. */
export function layoutFile(name, { version, panels }, lists = {}) {
  return JSON.stringify({ format: MARK, version, name, panels, ...(Object.keys(lists).length > 0 && { lists }) }, null, 2) + '\n';
}

/** Turns what an older page has saved into what this one knows, a version at a time. */
const UPGRADES = {};

export function upgraded(layout, target = VERSION, steps = UPGRADES) {
  let now = layout;
  while (now.version < target) {
    const step = steps[now.version];
    if (!step) throw new LayoutError(`version: nothing is known of version ${now.version}`);
    now = { ...step(now), version: now.version + 1 };
  }
  return now;
}

/** {name, layout, lists} of a file's text or of plain data; a LayoutError names the place that is wrong. The lists, if any, are as they were found. */
export function parseLayout(source) {
  const data = typeof source === 'string' ? parsed(source) : source;
  if (!isObject(data)) throw new LayoutError('a layout must be a JSON object, was ' + said(data));
  if (data.format !== undefined && data.format !== MARK) {
    throw new LayoutError(`format must be "${MARK}", was ${said(data.format)}`);
  }
  checkWhole('version', data.version, 1, Number.MAX_SAFE_INTEGER);
  if (data.version > VERSION) {
    throw new LayoutError(`version must be at most ${VERSION}, was ${data.version}: it was made by a newer page; reload this one`);
  }
  const { panels } = upgraded(data);
  if (!Array.isArray(panels)) throw new LayoutError('panels must be a list, was ' + said(panels));
  if (!panels.length || panels.length > MOST_PANELS) {
    throw new LayoutError(`panels must be 1 to ${MOST_PANELS}, were ${panels.length}`);
  }
  const read = panels.map((panel, i) => readPanel(panel, `panels[${i}]`));
  checkTogether(read);
  const layout = settled({ version: VERSION, panels: read });
  if (layout.panels.some((panel) => panel.y > MOST_DOWN)) throw new LayoutError('panels reach too far down');
  return { name: cleanName(data.name), layout, ...(data.lists !== undefined && { lists: data.lists }) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LayoutError('not JSON: ' + error.message);
  }
}

function readPanel(panel, place) {
  if (!isObject(panel)) throw new LayoutError(`${place} must be an object, was ${said(panel)}`);
  const { id, kind, x, y, w, h, hidden = false, settings = {} } = panel;
  if (!Object.hasOwn(KINDS, kind)) {
    throw new LayoutError(`${place}.kind must be one of ${Object.keys(KINDS).join(', ')}, was ${said(kind)}`);
  }
  if (typeof id !== 'string' || !ID.test(id)) {
    throw new LayoutError(`${place}.id must be lower-case letters, digits and hyphens, was ${said(id)}`);
  }
  checkWhole(place + '.w', w, 1, COLUMNS);
  checkWhole(place + '.h', h, 1, MOST_ROWS);
  checkWhole(place + '.x', x, 0, COLUMNS - w);
  checkWhole(place + '.y', y, 0, MOST_DOWN);
  if (typeof hidden !== 'boolean') throw new LayoutError(`${place}.hidden must be true or false, was ${said(hidden)}`);
  if (!isObject(settings)) throw new LayoutError(`${place}.settings must be an object, was ${said(settings)}`);
  const text = JSON.stringify(settings);
  if (text.length > MOST_SETTINGS) {
    throw new LayoutError(`${place}.settings must be at most ${MOST_SETTINGS} characters, were ${text.length}`);
  }
  if (text.includes('"__proto__"')) throw new LayoutError(`${place}.settings must not have a field __proto__`);
  return { id, kind, x, y, w, h, hidden, settings: JSON.parse(text) };
}

function checkTogether(panels) {
  panels.forEach((panel, i) => {
    const before = panels.slice(0, i);
    const twin = before.findIndex((other) => other.id === panel.id);
    if (twin >= 0) throw new LayoutError(`panels[${i}].id is that of panels[${twin}], "${panel.id}"`);
    const second = before.findIndex((other) => other.kind === panel.kind);
    if (second >= 0 && !KINDS[panel.kind].several) {
      throw new LayoutError(`panels[${i}].kind: there can be only one ${panel.kind}, and panels[${second}] is it`);
    }
  });
  if (panels.every((panel) => panel.hidden)) throw new LayoutError('panels: at least one must not be hidden');
}

function checkWhole(place, value, least, most) {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new LayoutError(`${place} must be a whole number ${range}, was ${said(value)}`);
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function said(value) {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? text.slice(0, 40) + '…' : text;
}

/** One line of at most 40 characters; empty if there is none. */
export function cleanName(name) {
  if (typeof name !== 'string') return '';
  const line = [...name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()].slice(0, 40).join('').trim();
  return line === '__proto__' ? '' : line;
}
