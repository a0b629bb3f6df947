#!/usr/bin/env python3
"""Feeds Ticktide with a simulated market. Here is the clock: walk.py says what to send, this says when."""

import argparse
import math
import re
import signal
import sys
import time
from dataclasses import dataclass
from itertools import islice
from threading import Event as Flag
from threading import Thread
from typing import Callable, Iterator, Sequence

from feed import Feed, Progress, Stopped, Totals, connection_to, say
from walk import DEFAULT_SYMBOLS, MIN_STEP, Event, metadata, symbol_names, walk

SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9._:-]{0,31}")
MAX_SYMBOLS = 100_000
MAX_BATCH = 10_000
PATIENCE_AT_END = 3.0


@dataclass(frozen=True)
class Stream:
    """Events in order, and how many of them a second (0: as fast as they are taken)."""

    events: Iterator[Event]
    rate: float
    batch: int


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    stop = Flag()
    _stop_on_signals(stop)
    candles, extra = Totals(), Totals()
    progress = Progress(candles, extra)
    failures: list[BaseException] = []

    def start(stream: Stream, totals: Totals) -> Thread:
        thread = Thread(target=_guarded, args=(stream, Feed(options.url, totals, stop), stop, failures), daemon=True)
        thread.start()
        return thread

    sources = [start(stream, candles) for stream in candle_streams(options)]
    others = [start(stream, extra) for stream in metadata_streams(options)]
    if not options.quiet:
        Thread(target=_report, args=(progress, stop), daemon=True).start()
    _join(sources, stop)
    stop.set()
    _join(others, stop)
    say(progress.summary())
    for failure in failures:
        say(f"a source failed: {failure!r}")
    return 1 if failures or progress.rejected() else 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Feed Ticktide's ingest with a simulated market.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--url", type=_url, default="http://127.0.0.1:5000/ingest", help="the ingest")
    add("--seed", type=int, default=1, help="the same seed gives the same market")
    add("--rate", type=_not_negative, default=5.0, help="candles a second in total; 0: as fast as possible")
    add("--symbols", type=_symbols, default=",".join(DEFAULT_SYMBOLS), metavar="LIST|NUMBER", help="which, or how many")
    add("--batch", type=_whole(1, MAX_BATCH), default=1, help="candles a request")
    add("--sources", type=_whole(1, 256), default=1, help="parallel senders, each with symbols of its own")
    add("--metadata-rate", type=_not_negative, default=0.4, help="metadata events a second; 0: none")
    add("--count", type=_whole(1), help="stop after so many candles")
    add("--start", type=_start, default="now", metavar="EPOCH|now", help="time of the first candle")
    add("--step", type=_step, help="seconds between a symbol's candles when not live (then 1)")
    add("--quiet", action="store_true", help="no progress, only the summary")
    options = parser.parse_args(arguments)
    _settle_time(options, parser)
    return options


def candle_streams(options: argparse.Namespace) -> list[Stream]:
    """One stream a source; together they are the first `count` candles of the one walk over all symbols."""
    sources = min(options.sources, len(options.symbols))
    return [_candle_stream(options, source, sources) for source in range(sources)]


def metadata_streams(options: argparse.Namespace) -> list[Stream]:
    rate = options.metadata_rate
    if not rate:
        return []
    step = max(1 / rate, MIN_STEP) if options.live else options.step
    return [Stream(metadata(options.seed, options.symbols, options.start, step, options.step), rate, 1)]


def send(stream: Stream, feed: Feed, stop: Flag) -> None:
    """Sends each batch when its last event is due. After a stall it catches up, so that live timestamps stay live."""
    begin, done = time.monotonic(), 0
    while batch := list(islice(stream.events, stream.batch)):
        done += len(batch)
        due = begin + (done - 1) / stream.rate if stream.rate else begin
        if stop.wait(max(0.0, due - time.monotonic())):
            return
        feed.post(batch)


def _candle_stream(options: argparse.Namespace, source: int, sources: int) -> Stream:
    total = len(options.symbols)
    indexes = range(source, total, sources)
    events = walk(options.seed, [options.symbols[index] for index in indexes], options.start, options.step)
    if options.count is not None:
        rounds, rest = divmod(options.count, total)
        events = islice(events, rounds * len(indexes) + sum(index < rest for index in indexes))
    return Stream(events, options.rate * len(indexes) / total, options.batch)


def _guarded(stream: Stream, feed: Feed, stop: Flag, failures: list[BaseException]) -> None:
    try:
        send(stream, feed, stop)
    except Stopped:
        pass
    except Exception as failure:
        failures.append(failure)
        stop.set()
    finally:
        feed.close()


def _join(threads: Sequence[Thread], stop: Flag) -> None:
    """Waits for all; once the run is stopped only briefly, as a request may hang until its time limit."""
    while any(thread.is_alive() for thread in threads) and not stop.is_set():
        for thread in threads:
            thread.join(0.1)
    deadline = time.monotonic() + PATIENCE_AT_END
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _report(progress: Progress, stop: Flag) -> None:
    while not stop.wait(1 if sys.stderr.isatty() else 10):
        say(progress.line(), passing=True)


def _stop_on_signals(stop: Flag) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell ignores SIGINT for its background jobs: the Ctrl-C that ends a script is not meant for them.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: stop.set())


def _settle_time(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Live means: from now on and paced, so the timestamps follow from the rate."""
    options.live = options.start is None and options.rate > 0
    if options.live and options.step is not None:
        parser.error("--step goes with --start EPOCH or --rate 0; live, the rate decides")
    if options.start is None:
        options.start = time.time()
    if options.live:
        options.step = max(len(options.symbols) / options.rate, MIN_STEP)
    elif options.step is None:
        options.step = 1.0


def _url(text: str) -> str:
    try:
        connection_to(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong
    return text


def _symbols(text: str) -> list[str]:
    if text.isdecimal():
        return symbol_names(_whole(1, MAX_SYMBOLS)(text))
    names = [name.strip().upper() for name in text.split(",")]
    for name in names:
        if not SYMBOL.fullmatch(name):
            raise argparse.ArgumentTypeError(f"not a symbol: {name!r}")
    return list(dict.fromkeys(names))


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def whole(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            limit = f"from {least} to {most}" if most is not None else f"at least {least}"
            raise argparse.ArgumentTypeError(f"must be {limit}: {text}")
        return number

    return whole


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"not a number: {text}")
    return number


def _not_negative(text: str) -> float:
    number = _finite(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"must not be negative: {text}")
    return number


def _step(text: str) -> float:
    number = _finite(text)
    if number < MIN_STEP:
        raise argparse.ArgumentTypeError(f"must be at least {MIN_STEP}: {text}")
    return number


def _start(text: str) -> float | None:
    return None if text == "now" else _not_negative(text)


if __name__ == "__main__":
    sys.exit(main())
