#!/usr/bin/env python3
"""Posts simulated candles and metadata to Ticktide. Try: generate.py --symbols AAPL,MSFT --rate 20"""

import argparse
import signal
import sys
import threading
import time
from typing import List, Optional, Sequence

import walk
from feed import Counts, Feed, Pace


def parse(arguments: Optional[Sequence[str]] = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:5000/ingest")
    parser.add_argument("--seed", type=int, default=42, help="the same seed gives the same market")
    parser.add_argument("--rate", type=float, default=10, help="candles a second in all; 0: as fast as they are taken")
    parser.add_argument("--symbols", default="20", help="a number, or names such as AAPL,MSFT")
    parser.add_argument("--batch", type=int, default=1, help="events a request")
    parser.add_argument("--sources", type=int, default=1, help="parallel senders, each with its own symbols")
    parser.add_argument("--metadata-rate", type=float, default=1, help="pieces of metadata a second, when live")
    parser.add_argument("--count", type=int, default=0, help="end after so many candles; 0: never")
    parser.add_argument("--start", default="now", help="time of the first candle in epoch seconds, or now")
    parser.add_argument("--step", type=float, default=1, help="seconds from candle to candle of a symbol, unless live")
    parser.add_argument("--quiet", action="store_true", help="no progress line")
    options = parser.parse_args(arguments)
    options.names = names(options.symbols)
    if not options.names or options.batch < 1 or options.rate < 0 or options.step <= 0:
        parser.error("there must be a symbol, a batch of at least 1, a rate of at least 0 and a step above 0")
    if options.start != "now":
        try:
            options.start = float(options.start)
        except ValueError:
            parser.error("--start must be epoch seconds or now")
    options.sources = max(1, min(options.sources, len(options.names)))
    return options


def names(text: str) -> List[str]:
    if text.isdigit():
        return walk.symbols(int(text))
    return list(dict.fromkeys(name.strip().upper() for name in text.split(",") if name.strip()))


def share(total: int, parts: int, index: int) -> int:
    """The part of a total that falls to one of several, so that the parts add up."""
    return total // parts + (1 if index < total % parts else 0)


class Source:
    """Sends the candles of its own symbols in order; no other source has them."""

    def __init__(self, options: argparse.Namespace, index: int, counts: Counts, stop: threading.Event) -> None:
        self._options = options
        self._stocks = [walk.Stock(options.seed, name) for name in options.names[index :: options.sources]]
        self._feed = Feed(options.url, counts, stop)
        self._stop = stop
        self._limit = share(options.count, options.sources, index) if options.count else None
        self._metadata_due = 0.0
        self._last = 0.0
        self._round = 0

    def run(self) -> None:
        pace = Pace(self._options.rate / self._options.sources, self._stop)
        batch: List[walk.Event] = []
        made = 0
        while not self._stop.is_set() and (self._limit is None or made < self._limit):
            # When live, a candle bears the time at which it is due, so the wait comes before it is made.
            pace.wait_for(1)
            if self._stop.is_set():
                break
            stock = self._stocks[made % len(self._stocks)]
            batch.append(stock.candle(self._time(made)))
            batch.extend(self._metadata(stock))
            made += 1
            if len(batch) >= self._options.batch:
                self._send(batch)
                batch = []
        self._send(batch)
        self._feed.close()

    def _send(self, batch: List[walk.Event]) -> None:
        for begin in range(0, len(batch), self._options.batch):
            self._feed.post(batch[begin : begin + self._options.batch])

    def _time(self, made: int) -> float:
        if self._options.start != "now":
            return round(self._options.start + made // len(self._stocks) * self._options.step, 6)
        # Strictly rising even where the clock is coarse or steps back.
        self._last = max(round(time.time(), 6), round(self._last + 0.000001, 6))
        return self._last

    def _metadata(self, stock: walk.Stock) -> List[walk.Event]:
        if self._options.start != "now" or self._options.rate == 0:
            return []
        self._metadata_due += self._options.metadata_rate / self._options.rate
        events = []
        while self._metadata_due >= 1:
            self._metadata_due -= 1
            events.append(stock.metadata(self._last))
        return events


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = parse(arguments)
    counts = Counts()
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *unused: stop.set())
    sources = [Source(options, index, counts, stop) for index in range(options.sources)]
    threads = [threading.Thread(target=source.run, daemon=True) for source in sources]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(1 / len(threads))
        if not options.quiet:
            print("\r" + counts.line(time.monotonic() - began) + "  ", end="", file=sys.stderr, flush=True)
    print(("" if options.quiet else "\r") + counts.line(time.monotonic() - began), file=sys.stderr)
    return 1 if counts.rejected else 0


if __name__ == "__main__":
    sys.exit(main())
