/** How symbols are spelled, as the server has it: see Symbols.java. */
const FORM = /^(?:[A-Z0-9^$][A-Z0-9._:/^=&$-]{0,31}|(?=.*#)[A-Za-z0-9^$][A-Za-z0-9._:/^=&$#-]{0,31})$/;

export const isSymbol = (text) => FORM.test(text);

/** The one spelling of what somebody wrote: in capitals, unless a # says that case matters. */
export const canonical = (text) => (text.includes('#') ? text : text.replace(/[a-z]/g, (letter) => letter.toUpperCase()));
