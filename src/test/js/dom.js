/* global document, customElements */
/**
 * A page without a browser for the tests of views: linkedom's document, frames that are drawn when a test says so, and no layout
 * (every size is 0). To be imported before any view.
 */
import { parseHTML } from 'linkedom';

const page = parseHTML('<!doctype html><html><body><main></main></body></html>');
let frames = new Map();
let number = 0;

class NoResizes {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Object.assign(globalThis, {
  window: page.window,
  document: page.document,
  HTMLElement: page.HTMLElement,
  CustomEvent: page.CustomEvent,
  MutationObserver: page.MutationObserver,
  customElements: page.customElements,
  ResizeObserver: NoResizes,
  matchMedia: () => ({ matches: false, addEventListener() {} }),
  getComputedStyle: () => ({ font: '', fontFamily: '', getPropertyValue: () => '' }),
  requestAnimationFrame(draw) {
    frames.set(++number, draw);
    return number;
  },
  cancelAnimationFrame: (frame) => frames.delete(frame),
});

// linkedom has no canvas and no way to choose an option by its value.
page.HTMLCanvasElement.prototype.getContext = /** @type {any} */ (() => ({ measureText: (text) => ({ width: 8 * text.length }) }));
Object.defineProperty(page.HTMLSelectElement.prototype, 'value', {
  get() {
    return this.querySelector('option[selected]')?.getAttribute('value') ?? '';
  },
  set(value) {
    for (const option of this.querySelectorAll('option')) option.toggleAttribute('selected', option.getAttribute('value') === value);
  },
});

// Nor has it dialogs, popovers, a focus or places to scroll to.
const focus = { on: null };
Object.defineProperty(page.document, 'activeElement', { get: () => focus.on ?? page.document.body });
const { prototype } = page.HTMLElement;
Object.assign(
  prototype,
  /** @type {ThisType<any>} */ ({
    focus() {
      focus.on = this;
    },
    scrollTo() {},
    scrollIntoView() {},
    getBoundingClientRect: () => ({ left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 }),
    select() {},
    setSelectionRange() {},
    showModal() {
      this.open = true;
    },
    close() {
      this.open = false;
      this.dispatchEvent(new page.Event('close'));
    },
    showPopover() {},
    hidePopover() {
      this.dispatchEvent(Object.assign(new page.Event('toggle'), { newState: 'closed' }));
    },
  }),
);
Object.assign(globalThis, { CSS: { escape: (text) => text }, innerWidth: 1_440, innerHeight: 900 });

/** Gives elements sizes, of 0 each, so that long lists draw the rows that are in view. */
export function measured() {
  Object.assign(prototype, { clientHeight: 0, clientWidth: 0, offsetHeight: 0, offsetWidth: 0, scrollTop: 0 });
}

/** Draws what waits for the next frame. */
export function nextFrame() {
  const due = [...frames.values()];
  frames = new Map();
  for (const draw of due) draw(0);
}

/** Puts a view into the page, given a store, draws it, and tells what it emits: {view, emitted: [[name, detail], …]}. */
export function show(View, store, panelId = 'p1') {
  const name = `test-${View.name.toLowerCase()}`;
  if (!customElements.get(name)) customElements.define(name, View);
  /** @type {any} */
  const view = document.createElement(name);
  view.panelId = panelId;
  const emitted = [];
  view.emit = (event, detail) => emitted.push([event, detail]);
  document.querySelector('main').append(view);
  view.attach(store);
  nextFrame();
  return { view, emitted };
}

export function click(element) {
  element.dispatchEvent(new page.Event('click', { bubbles: true }));
}

/** A key that is pressed where an element has the focus; whether a view has taken it. */
export function press(element, key, more = {}) {
  return !element.dispatchEvent(Object.assign(new page.Event('keydown', { bubbles: true, cancelable: true }), { key, ...more }));
}

/** Something that was typed or chosen in a control. */
export function enter(element, value, type = 'input') {
  element.value = value;
  element.dispatchEvent(new page.Event(type, { bubbles: true }));
}

/** Text as it is read: runs of white space are one space. */
export const textOf = (element) => element.textContent.replace(/\s+/g, ' ').trim();
