import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lineStyles } from '../../../webroot/model/studies.js';

/** What can be on one chart at once, over its background. */
const ON_A_CHART = ['up', 'down', 'text', 'dim', 'compared', ...[1, 2, 3, 4, 5, 6].map((n) => `series-${n}`)];
/** Text and the dim lines of guides and crosshair are no data: they need not differ from each other, only from the data. */
const FRAME = new Set(['text', 'dim']);
/** Distances in Oklab; 0.02 is about the least that is seen, side by side. */
const LEAST = { normal: 0.09, 'colour-blind': 0.08 };
const LEAST_CONTRAST = 3;

const SHEET = readFileSync(new URL('../../../webroot/css/colours.css', import.meta.url), 'utf8');
const RULES = [...SHEET.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({
  selector: selector.replace(/\/\*[\s\S]*?\*\//g, '').trim(),
  colours: Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6})\b/g)].map(([, name, value]) => [name, value])),
}));
const coloursOf = (selector) => Object.assign({}, ...RULES.filter((rule) => rule.selector === selector).map(({ colours }) => colours));
const BLIND = ":root[data-palette='colour-blind']";
const dark = coloursOf(':root');
const light = { ...dark, ...coloursOf(":root[data-theme='light']") };
const THEMES = {
  dark: { palette: 'normal', colours: dark },
  light: { palette: 'normal', colours: light },
  'light by the system': { palette: 'normal', colours: { ...dark, ...coloursOf(':root:not([data-theme])') } },
  'colour-blind dark': { palette: 'colour-blind', colours: { ...dark, ...coloursOf(BLIND) } },
  'colour-blind light': {
    palette: 'colour-blind',
    colours: { ...light, ...coloursOf(BLIND), ...coloursOf(`${BLIND}[data-theme='light']`) },
  },
  'colour-blind light by the system': {
    palette: 'colour-blind',
    colours: { ...light, ...coloursOf(BLIND), ...coloursOf(`${BLIND}:not([data-theme])`) },
  },
};

/** Machado, Oliveira, Fernandes 2009, severity 1, in linear light. */
const VISION = {
  normal: null,
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
};

const linear = (hex) =>
  [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
/** @type {(m: number[], v: number[]) => number[]} */
const times = (m, [a, b, c]) => [0, 3, 6].map((i) => m[i] * a + m[i + 1] * b + m[i + 2] * c);
const seen = (rgb, matrix) => (matrix ? times(matrix, rgb).map((c) => Math.min(1, Math.max(0, c))) : rgb);

function oklab(rgb) {
  const lms = times(
    [0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005],
    rgb,
  );
  return times(
    [0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662, -0.808675766],
    lms.map(Math.cbrt),
  );
}

const distance = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));
const luminance = (hex) => linear(hex).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

for (const [theme, { palette, colours }] of Object.entries(THEMES)) {
  const visions = palette === 'normal' ? ['normal'] : Object.keys(VISION);
  test(`no two things on a chart look alike: ${theme}`, () => {
    for (const vision of visions) {
      const places = new Map(ON_A_CHART.map((name) => [name, oklab(seen(linear(colours[name]), VISION[vision]))]));
      for (const [i, a] of ON_A_CHART.entries()) {
        for (const b of ON_A_CHART.slice(i + 1)) {
          if (FRAME.has(a) && FRAME.has(b)) continue;
          const apart = distance(places.get(a), places.get(b));
          assert.ok(apart >= LEAST[palette], `${a} ${colours[a]} and ${b} ${colours[b]}, ${vision}: ${apart.toFixed(3)}`);
        }
      }
    }
  });

  test(`what is on a chart can be seen on its background: ${theme}`, () => {
    for (const name of ON_A_CHART) {
      const seenAt = contrast(colours[name], colours.panel);
      assert.ok(seenAt >= LEAST_CONTRAST, `${name} ${colours[name]} on ${colours.panel}: ${seenAt.toFixed(2)}`);
    }
  });
}

test('a theme says every colour of its own', () => {
  for (const name of ON_A_CHART) {
    assert.equal(THEMES.light.colours[name], THEMES['light by the system'].colours[name], name);
    assert.equal(THEMES['colour-blind light'].colours[name], THEMES['colour-blind light by the system'].colours[name], name);
  }
  assert.match(coloursOf(`${BLIND}[data-theme='light']`)['series-6'], /^#/);
});

test('a colour that comes again has another line', () => {
  const studies = [0, 1, 0, 0, 0, '#ff0000'].map((color, i) => ({ name: `sma(${i + 2})`, color }));
  assert.deepEqual([...lineStyles(studies).values()], [0, 0, 1, 2, 0, 0]);
});
