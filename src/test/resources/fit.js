/**
 * What does not fit on the page, as a list of sentences: symbols that are cut, texts that lie over each other, things beyond the edge of the
 * screen. Text in a list that can be scrolled up and down may be out of sight below.
 */
() => {
  const found = [];
  const EDGE = 1.5;
  const name = (element) => {
    const panel = element.closest('[data-panel-id]')?.dataset.panelId ?? element.closest('header, footer, tt-nav, dialog, .menu')?.nodeName.toLowerCase();
    return `${panel}: <${element.nodeName.toLowerCase()} class="${element.className.baseVal ?? element.className}"> "${element.textContent.trim().slice(0, 40)}"`;
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.sr, [hidden], .toasts, tt-chart .canvas, datalist, option');
  const clips = (style) => style !== 'visible';
  // Nothing moves while this runs, and every text asks for the same ancestors.
  const known = new Map();
  const of = (element) => {
    if (!known.has(element)) {
      const { overflowX, overflowY } = getComputedStyle(element);
      known.set(element, { overflowX, overflowY, box: element.getBoundingClientRect() });
    }
    return known.get(element);
  };

  /** What is left of a rectangle when all its ancestors have clipped it; `cutAt` is who cut it sideways without a way to scroll there. */
  const seen = (rect, element) => {
    let { left, right, top, bottom } = rect;
    let cutAt = null;
    for (let at = element; at; at = at.parentElement) {
      const style = of(at);
      if (!clips(style.overflowX) && !clips(style.overflowY)) continue;
      const { box } = style;
      if (clips(style.overflowX)) {
        const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
        if (!scrolls && (left < box.left - EDGE || right > box.right + EDGE)) cutAt ??= at;
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      }
      if (clips(style.overflowY)) [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, right, top, bottom, width: right - left, height: bottom - top, cutAt };
  };

  // Beyond the edge of the screen, and no way to scroll there.
  for (const element of document.body.querySelectorAll('*')) {
    if (!isSeen(element) || element.closest('svg') || element.closest('tt-grid canvas')) continue;
    const rect = of(element).box;
    if (rect.width < 2 || rect.height < 2 || (rect.right <= innerWidth + EDGE && rect.left >= -EDGE)) continue;
    const scrolls = (() => {
      for (let at = element.parentElement; at; at = at.parentElement) if (['auto', 'scroll'].includes(of(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      return false;
    })();
    if (!scrolls && (rect.right > innerWidth + EDGE || rect.left < -EDGE)) found.push(`beyond the edge: ${name(element)} from ${rect.left} to ${rect.right}`);
  }

  // Buttons, fields and lists that a panel cuts off.
  for (const element of document.querySelectorAll('button, select, input, a')) {
    if (!isSeen(element) || element.closest('.scroll, .tiles, .market-scroll, .marks')) continue;
    const rect = element.getBoundingClientRect();
    if (rect.width < 2 || rect.height < 2) continue;
    const { cutAt } = seen(rect, element.parentElement);
    if (cutAt) found.push(`cut off: ${name(element)}`);
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.nodeValue.trim() || !element || !isSeen(element) || element.closest('script, style, noscript, svg, select')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const left = seen(rect, element);
      if (left.width > 1 && left.height > 1) texts.push({ element, rect, ...left });
    }
  }

  // A symbol can be read to its last letter.
  for (const { element, rect, width, height, cutAt } of texts) {
    if (!element.closest('.sym, h1, .tile b, .found .title')) continue;
    const scrolls = element.closest('.market-scroll, tt-stocks .scroll');
    if (height < rect.height - EDGE && !element.closest('.tile')) continue;
    if (cutAt || (!scrolls && width < rect.width - EDGE)) found.push(`a symbol is cut: ${name(element)}`);
  }
  for (const element of document.querySelectorAll('.sym, .quote h1')) {
    if (isSeen(element) && getComputedStyle(element).textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth) found.push(`a symbol ends in …: ${name(element)}`);
  }

  // A price of twelve decimals, too.
  for (const { element, rect, width, cutAt } of texts) {
    if (element.closest('.watch .num, .quote .num') && (cutAt || width < rect.width - EDGE)) found.push(`a number is cut: ${name(element)}`);
  }

  // What is in a frame stays in it.
  for (const { element, rect } of texts) {
    const card = element.closest('.card');
    if (card && !element.closest('.across') && rect.right > of(card).box.right + EDGE) found.push(`text leaves its frame: ${name(element)}`);
  }

  // No text lies over another.
  const layer = ({ element }) => element.closest('dialog, [popover], .menu, .elsewhere');
  texts.sort((a, b) => a.top - b.top);
  for (let i = 0; i < texts.length; i++) {
    for (let j = i + 1; j < texts.length; j++) {
      const [a, b] = [texts[i], texts[j]];
      if (b.top > a.bottom) break;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across <= 2 || down <= 4 || layer(a) !== layer(b) || a.element === b.element) continue;
      // What is scrolled below a head or a fixed column is hidden by it.
      const isHead = ({ element }) => element.closest('th, td:first-child');
      if ((isHead(a) || isHead(b)) && a.element.closest('table') === b.element.closest('table')) continue;
      found.push(`text over text: ${name(a.element)} and ${name(b.element)}, ${Math.round(across)} by ${Math.round(down)}`);
    }
  }
  return [...new Set(found)];
};
