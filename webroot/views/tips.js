import { GLOSSARY } from '../model/glossary.js';

const ID = 'tip';
const NEAR = 6;
/** So long the pointer may take from the word to its explanation. */
const GRACE = 150;

/** Shows what the glossary says of a [data-term], or what a [data-tip] says itself, while it is pointed at or has the focus; Escape puts it away. */
export function explainTerms(root = document) {
  const tip = root.createElement('div');
  tip.id = ID;
  tip.className = 'tip';
  tip.popover = 'manual';
  tip.setAttribute('role', 'tooltip');
  tip.dataset.testid = 'tip';
  root.body.append(tip);
  let word = null;
  /** @type {ReturnType<typeof setTimeout>} */
  let leaving;

  const termOf = ({ target }) => target.closest?.('[data-term], [data-tip]') ?? null;

  function show(next) {
    clearTimeout(leaving);
    if (next === word) return;
    hide();
    word = next;
    tip.textContent = word.dataset.tip ?? GLOSSARY[word.dataset.term];
    word.setAttribute('aria-describedby', ID);
    tip.showPopover();
    const { left, top, bottom } = word.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = tip;
    const below = bottom + NEAR + offsetHeight <= innerHeight;
    tip.style.left = `${Math.max(NEAR, Math.min(left, innerWidth - offsetWidth - NEAR))}px`;
    tip.style.top = `${below ? bottom + NEAR : Math.max(NEAR, top - NEAR - offsetHeight)}px`;
  }

  function hide() {
    clearTimeout(leaving);
    if (!word) return;
    word.removeAttribute('aria-describedby');
    word = null;
    tip.hidePopover();
  }

  const hideSoon = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, GRACE);
  };

  root.addEventListener('pointerover', (event) => {
    const next = termOf(event);
    if (next) show(next);
    else if (event.target === tip) clearTimeout(leaving);
    else if (word && word !== root.activeElement) hideSoon();
  });
  root.addEventListener('focusin', (event) => (termOf(event) ? show(termOf(event)) : hide()));
  root.addEventListener('focusout', (event) => termOf(event) && hideSoon());
  root.addEventListener('click', (event) => (termOf(event) ? show(termOf(event)) : hide()));
  root.addEventListener('scroll', hide, { capture: true, passive: true });
  root.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !word) return;
      event.stopPropagation();
      event.preventDefault();
      hide();
    },
    { capture: true },
  );
}
