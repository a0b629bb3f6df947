import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../webroot/pace.js';

/** A clock on which nothing takes time but what is drawn; a frame comes every 16 ms, or as soon after that as it can. */
class Clock {
  at = 0;
  frames = [];
  timers = [];
  paints = [];
  log = [];

  now = () => this.at;
  frame = (then) => this.frames.push(then);
  painted = (then) => this.paints.push(then);
  later = (then, ms) => this.timers.push({ then, at: this.at + ms });

  /** Takes so long, and its chart library so long in the frame that follows. */
  view(name, ms, inFrame = 0) {
    return () => {
      this.log.push([name, Math.round(this.at)]);
      this.at += ms;
      if (inFrame) this.frame(() => (this.at += inFrame));
    };
  }

  run(until) {
    while (this.at < until) {
      const next = Math.ceil((this.at + 0.5) / 16) * 16;
      for (;;) {
        const due = this.timers.findIndex(({ at }) => at < next);
        if (due < 0) break;
        const [{ then, at }] = this.timers.splice(due, 1);
        this.at = Math.max(this.at, at);
        then();
      }
      this.at = Math.max(this.at, next);
      for (const then of this.frames.splice(0)) then();
      for (const then of this.paints.splice(0)) then();
    }
  }
}

const times = (clock) => clock.log.map(([, at]) => at);
const names = (clock) => clock.log.map(([name]) => name).join('');

test('what is asked for while the page does nothing is drawn before the next frame, once', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 1);
  pace.ask(view);
  pace.ask(view);
  clock.run(100);
  assert.deepEqual(clock.log, [['a', 0]]);
});

test('the rest is thirty-five times the round, with what the library draws in the frame', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 2, 8);
  pace.ask(view);
  clock.run(20);
  pace.ask(view);
  clock.run(400);
  // Drawn at 0, in the frame from 16 to 24, and at rest for 35 times 10 ms.
  assert.deepEqual(times(clock), [0, 374]);
});

test('nobody waits longer than 800 ms, however slow the machine', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 400);
  pace.ask(view);
  clock.run(416);
  pace.ask(view);
  clock.run(2_000);
  assert.ok(times(clock)[1] <= 416 + 800 + 16, `${times(clock)}`);
});

test('a slice takes a few milliseconds of views, the others follow frame by frame and nobody is passed over', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const views = ['a', 'b', 'c', 'd', 'e'].map((name) => clock.view(name, 8));
  for (const view of views) pace.ask(view);
  clock.run(64);
  assert.deepEqual(clock.log, [
    ['a', 0],
    ['b', 8],
    ['c', 16],
    ['d', 24],
    ['e', 48],
  ]);
  for (const view of views) pace.ask(view);
  clock.run(1_200);
  assert.equal(names(clock), 'abcdeabcde');
});

test('what asks again while its round is under way waits for the next', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const again = clock.view('a', 1);
  const asking = () => {
    again();
    if (clock.log.length < 4) pace.ask(asking);
  };
  pace.ask(asking);
  clock.run(400);
  assert.equal(clock.log.length, 4);
  const all = times(clock);
  for (let i = 1; i < all.length; i += 1) assert.ok(all[i] - all[i - 1] >= 16, `${all}`);
});

test('a view that has left is not drawn', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const view = clock.view('a', 1);
  pace.ask(view);
  pace.forget(view);
  clock.run(50);
  assert.deepEqual(clock.log, []);
  pace.ask(view);
  clock.run(100);
  assert.equal(clock.log.length, 1);
});

test('a view that fails holds nobody up', () => {
  const clock = new Clock();
  const pace = new Pace(clock);
  const failing = () => {
    throw new Error('on purpose');
  };
  pace.ask(failing);
  pace.ask(clock.view('a', 1));
  assert.throws(() => clock.run(1), /on purpose/);
  clock.run(50);
  pace.ask(clock.view('b', 1));
  clock.run(100);
  assert.equal(names(clock), 'ab');
});
