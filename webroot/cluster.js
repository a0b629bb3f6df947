import { ApiError, api } from './api.js';
import { backoff } from './model/backoff.js';
import { History } from './model/cluster.js';
import { loadPrefs } from './prefs.js';
import { Cluster } from './views/cluster.js';
import { explainTerms } from './views/tips.js';

const POLL = 1_000;

explainTerms();
customElements.define('tt-cluster', Cluster);
const view = document.querySelector('tt-cluster');
const history = new History();
const where = loadPrefs();
let failures = 0;
let problem = null;
let asleep = false;

async function poll() {
  asleep = document.hidden;
  if (asleep) return;
  try {
    history.add(await api.cluster(), Date.now());
    failures = 0;
  } catch (failure) {
    failures++;
    problem = failure instanceof ApiError ? failure.message : null;
  }
  draw();
  setTimeout(poll, failures ? backoff(failures - 1) : POLL);
}

function draw() {
  view.show({ history, now: Date.now(), where, failing: failures > 0, problem });
}

// The chart that was left is the one to come back to.
document.querySelector('.back').href = './' + location.hash;
document.addEventListener('visibilitychange', () => asleep && poll());
setInterval(draw, POLL);
poll();
