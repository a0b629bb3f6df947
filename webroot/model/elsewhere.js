/**
 * What becomes of the layouts of this tab when another tab of the browser has changed those that are kept. `base` is what was kept when this
 * tab last looked; all three are {current, saved: {name: layout}}.
 */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * {layouts, clash}: what only one side changed is taken from it. The layout that is shown here is never replaced unseen: if the other tab has
 * changed that, it stays as it is and `clash` is the other one, else null. One that was deleted elsewhere stays while it is shown.
 */
export function merged(base, ours, theirs) {
  const saved = {};
  let clash = null;
  for (const name of new Set([...Object.keys(ours.saved), ...Object.keys(theirs.saved)])) {
    const [was, mine, other] = [base, ours, theirs].map((layouts) => layouts?.saved[name]);
    if (name === ours.current) {
      saved[name] = mine;
      if (other && !same(other, was) && !same(other, mine)) clash = other;
    } else {
      const taken = same(other, was) ? mine : other;
      if (taken) saved[name] = taken;
    }
  }
  return { layouts: { current: ours.current, saved }, clash };
}
