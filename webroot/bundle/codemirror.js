/*! CodeMirror 6, MIT license: see codemirror/LICENSE beside this file. */
// All that the page uses of it in one module, because two copies of its state would not know each other.
export { autocompletion, completionKeymap } from '@codemirror/autocomplete';
export { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
export { bracketMatching } from '@codemirror/language';
export { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
export { EditorState } from '@codemirror/state';
export { Decoration, EditorView, MatchDecorator, ViewPlugin, drawSelection, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
