import { html, render } from '../html.js';
import { drawing, entryOf, findEntries, nameOf, nextColor, parametersOf, studyLabel } from '../model/studies.js';

const COLORS = 6;

/** Chooses an indicator from all that the server knows, its parameters, colour and place; or changes one that is there. */
export class StudyDialog {
  #query = '';
  #kind = null;
  #draft = null;
  #replaces = null;
  #error = '';

  /** does: {state(): {catalog, studies}, add(study, replaces)} */
  constructor(host, does) {
    this.does = does;
    this.dialog = document.createElement('dialog');
    this.dialog.className = 'studydialog';
    this.dialog.setAttribute('aria-label', 'Indicators');
    host.append(this.dialog);
    this.dialog.addEventListener('input', (event) => this.#input(event.target));
    this.dialog.addEventListener('click', (event) => this.#click(event));
    this.dialog.addEventListener('submit', (event) => this.#submit(event));
    // The keys of the page are not meant for it.
    this.dialog.addEventListener('keydown', (event) => event.stopPropagation());
  }

  get isOpen() {
    return this.dialog.open;
  }

  open(study = null) {
    this.#query = '';
    this.#error = '';
    this.#replaces = study?.name ?? null;
    this.#kind = study ? study.name.split('(')[0] : null;
    this.#draft = study ? { ...study, values: parametersOf(study.name) } : null;
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
    this.#focus(study ? '[data-parameter]' : 'input[type=search]');
  }

  draw() {
    const { catalog, studies } = this.does.state();
    const entry = this.#kind && entryOf(this.#kind, catalog);
    const entries = findEntries(catalog, this.#query);
    render(
      this.dialog,
      html`<header>
          <h2>${this.#replaces ? `Change ${studyLabel(this.#replaces)}` : 'Indicators'}</h2>
          <button type="button" class="tool" data-close aria-label="Close">×</button>
        </header>
        ${
          !this.#replaces &&
          html`<input
            type="search"
            data-testid="study-search"
            placeholder="Search"
            aria-label="Search indicators"
            autocomplete="off"
          />
          <ul class="entries">
            ${catalog === null && html`<li class="dim">Loading …</li>`}
            ${catalog !== null && !entries.length && html`<li class="dim">Nothing found</li>`}
            ${entries.map(
              ({ name, title, description }) =>
                html`<li data-key="${name}">
                  <button type="button" data-indicator="${name}" data-testid="study-${name}" aria-pressed="${name === this.#kind}">
                    <b>${title}</b> <span class="dim">${name} · ${description}</span>
                  </button>
                </li>`,
            )}
          </ul>`
        }
        ${entry && this.#form(entry, studies)}`,
    );
  }

  #form(entry, studies) {
    const { values, color, pane } = this.#draft ?? {};
    const chosen = color ?? nextColor(studies);
    const place = pane ?? drawing({ name: entry.name }, this.does.state().catalog).pane;
    return html`<form>
      ${entry.parameters.map(
        ({ name, min, max, whole, default: usual }, i) =>
          html`<label
            >${name}
            <input
              type="number"
              data-parameter="${i}"
              data-testid="study-${name}"
              min="${min}"
              max="${max}"
              step="${whole === false ? 'any' : 1}"
              required
              value="${values?.[i] ?? usual}"
          /></label>`,
      )}
      <fieldset>
        <legend>Colour</legend>
        ${Array.from(
          { length: COLORS },
          (unused, i) =>
            html`<label class="swatch" style="--chip: var(--series-${i + 1})"
              ><input type="radio" name="color" value="${i}" ${i === chosen ? html`checked` : ''} /><i aria-hidden="true"></i
              ><span class="sr">Colour ${i + 1}</span></label
            >`,
        )}
      </fieldset>
      <fieldset>
        <legend>Place</legend>
        <label><input type="radio" name="pane" value="price" ${place === 'price' ? html`checked` : ''} /> over the price</label>
        <label><input type="radio" name="pane" value="own" ${place === 'own' ? html`checked` : ''} /> in a pane of its own</label>
      </fieldset>
      <p class="dim">${entry.warmUp}</p>
      <p class="problem" role="alert">${this.#error}</p>
      <button type="submit" class="primary" data-testid="study-apply">${this.#replaces ? 'Change' : 'Add'}</button>
    </form>`;
  }

  #input(target) {
    if (target.type !== 'search') return;
    this.#query = target.value;
    this.draw();
  }

  #click(event) {
    if (event.target === this.dialog || event.target.closest('[data-close]')) return this.dialog.close();
    const kind = event.target.closest('[data-indicator]')?.dataset.indicator;
    if (!kind) return undefined;
    this.#kind = kind;
    this.#draft = null;
    this.#error = '';
    // A form with the values of another kind in its fields must not stay.
    this.dialog.querySelector('form')?.remove();
    this.dialog.lastMarkup = null;
    this.draw();
    return this.#focus('[data-parameter]');
  }

  // Selected, so that what is typed takes the place of what is there.
  #focus(selector) {
    this.dialog.querySelector(selector)?.select();
  }

  #submit(event) {
    event.preventDefault();
    const form = event.target;
    const entry = entryOf(this.#kind, this.does.state().catalog);
    try {
      const name = nameOf(
        entry,
        [...form.querySelectorAll('[data-parameter]')].map((field) => field.value),
      );
      const data = new FormData(form);
      this.does.add({ name, color: Number(data.get('color')), pane: data.get('pane') }, this.#replaces);
      this.dialog.close();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#error = error.message;
      this.draw();
    }
  }
}
