import { completionsAt, nameAt, placeOf, wordsFor } from '../model/draft.js';

const PIECES = /#.*|"[^"\n]*"?|\b\d[\w.]*%?|[A-Za-z_]\w*/g;
const ICONS = {
  statement: 'keyword',
  operator: 'keyword',
  series: 'variable',
  indicator: 'class',
  function: 'function',
  output: 'property',
};

/**
 * An editor for formulas in an element: CodeMirror, which is loaded now, or a plain field if it can't be. Marks, completions and help are
 * made of what the server says; nothing here knows the grammar.
 *
 * words(): those of the language. Answers {setProblems(problems), goTo(place), focus(), destroy()}.
 */
export async function openEditor(host, { text, label, words, changed }) {
  try {
    return withCodeMirror(host, await import('../vendor/codemirror.js'), { text, label, words, changed });
  } catch {
    return plainField(host, { text, label, changed });
  }
}

function withCodeMirror(host, cm, { text, label, words, changed }) {
  const { EditorState, EditorView } = cm;
  const state = EditorState.create({
    doc: text,
    extensions: [
      cm.lineNumbers(),
      cm.history(),
      cm.drawSelection(),
      cm.bracketMatching(),
      cm.lintGutter(),
      coloured(cm, words),
      cm.autocompletion({ override: [(context) => completions(context, words())], icons: true }),
      cm.hoverTooltip((view, at) => help(view, at, words())),
      // Tab leaves the editor, as it leaves every field.
      cm.keymap.of([...cm.completionKeymap, ...cm.lintKeymap, ...cm.historyKeymap, ...cm.defaultKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': label, 'data-testid': 'strategy-text', spellcheck: 'false' }),
      EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
    ],
  });
  const view = new EditorView({ state, parent: host });
  return {
    setProblems(problems) {
      const doc = view.state.doc.toString();
      const marks = problems.map((problem) => ({
        ...placeOf(doc, problem),
        severity: /** @type {const} */ ('error'),
        message: problem.message,
      }));
      view.dispatch(cm.setDiagnostics(view.state, marks));
    },
    goTo(problem) {
      const { from } = placeOf(view.state.doc.toString(), problem);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    setText(next) {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    destroy: () => view.destroy(),
  };
}

function coloured(cm, words) {
  const kinds = () => new Map(words().map(({ name, kind }) => [name.split(' ')[0], kind]));
  const pieces = new cm.MatchDecorator({
    regexp: PIECES,
    decoration: ([piece]) => {
      const kind = /^#/.test(piece) ? 'comment' : /^"/.test(piece) ? 'text' : /^\d/.test(piece) ? 'number' : kinds().get(piece);
      return kind ? cm.Decoration.mark({ class: `piece-${kind}` }) : null;
    },
  });
  return cm.ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.decorations = pieces.createDeco(view);
      }

      update(update) {
        this.decorations = pieces.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

function completions(context, words) {
  const found = completionsAt(words, context.state.doc.toString(), context.pos);
  if (!found || (found.from === context.pos && !context.explicit && !context.matchBefore(/\.$/))) return null;
  const options = found.options.map(({ label, kind, form, description, apply }) => ({
    label,
    apply,
    detail: form === label ? '' : form,
    info: description,
    type: ICONS[kind] ?? 'constant',
  }));
  return { from: found.from, options, validFor: /^\w*$/ };
}

function help(view, at, words) {
  const found = nameAt(view.state.doc.toString(), at);
  const known = found ? wordsFor(words, found.name) : [];
  if (!known.length) return null;
  return {
    pos: found.from,
    end: found.to,
    above: true,
    create() {
      const dom = document.createElement('div');
      dom.className = 'word-help';
      for (const { form, description } of known) {
        const code = document.createElement('code');
        code.textContent = form;
        const meaning = document.createElement('p');
        meaning.textContent = description;
        dom.append(code, meaning);
      }
      return { dom };
    },
  };
}

function plainField(host, { text, label, changed }) {
  const field = document.createElement('textarea');
  field.value = text;
  field.spellcheck = false;
  field.setAttribute('aria-label', label);
  field.dataset.testid = 'strategy-text';
  field.addEventListener('input', () => changed(field.value));
  host.append(field);
  return {
    setProblems: (problems) => field.setAttribute('aria-invalid', String(problems.length > 0)),
    goTo(problem) {
      const { from, to } = placeOf(field.value, problem);
      field.focus();
      field.setSelectionRange(from, to);
    },
    setText(next) {
      if (field.value !== next) field.value = next;
    },
    destroy: () => field.remove(),
  };
}
