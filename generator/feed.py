"""Posting events to Ticktide's ingest over one kept-alive connection, patient with a server that is busy or away."""

import json
import sys
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from random import uniform
from threading import Event as Flag
from threading import Lock
from typing import NamedTuple, Sequence
from urllib.parse import urlsplit

from walk import Event

TIMEOUT = 10.0
FIRST_BACKOFF = 0.05
MAX_BACKOFF = 5.0
MAX_RETRY_AFTER = 60.0
RETRIED = frozenset({429, 502, 503, 504})


class Stopped(Exception):
    """The run was ended while an event had not been taken yet."""


class Answer(NamedTuple):
    status: int
    retry_after: float
    body: bytes


class Counts(NamedTuple):
    sent: int
    retries: int
    rejected: int


class Totals:
    """What several feeds did together; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts = Counts(0, 0, 0)
        self._problems: set[tuple[int, str]] = set()

    def add(self, sent: int = 0, retries: int = 0, rejected: int = 0) -> None:
        with self._lock:
            now = self._counts
            self._counts = Counts(now.sent + sent, now.retries + retries, now.rejected + rejected)

    def counts(self) -> Counts:
        with self._lock:
            return self._counts

    def is_new_problem(self, status: int, code: str) -> bool:
        with self._lock:
            known = (status, code) in self._problems
            self._problems.add((status, code))
            return not known


class Feed:
    """One connection to the ingest, for one thread: each source has its own, which keeps its events in order."""

    def __init__(self, url: str, totals: Totals, stop: Flag) -> None:
        self._connection, self._path = connection_to(url)
        self._totals = totals
        self._stop = stop

    def post(self, events: Sequence[Event]) -> None:
        """Returns when the server took or rejected the events; until then the same ones are sent again, which is
        harmless because the ingest knows what it has."""
        body = json.dumps(events[0] if len(events) == 1 else events, separators=(",", ":")).encode()
        answer = self._first_final_answer(body)
        if answer.status == 200:
            self._totals.add(sent=len(events))
        else:
            self._totals.add(rejected=len(events))
            self._report(answer)

    def close(self) -> None:
        self._connection.close()

    def _first_final_answer(self, body: bytes) -> Answer:
        backoff = FIRST_BACKOFF
        while True:
            if self._stop.is_set():
                raise Stopped
            answer = self._attempt(body)
            if answer and answer.status not in RETRIED:
                return answer
            self._totals.add(retries=1)
            # The jitter keeps sources that were turned away together from coming back together.
            self._stop.wait((answer.retry_after if answer else 0) + uniform(backoff / 2, backoff))
            backoff = min(backoff * 2, MAX_BACKOFF)

    def _attempt(self, body: bytes) -> Answer | None:
        try:
            self._connection.request("POST", self._path, body, {"Content-Type": "application/json"})
            response = self._connection.getresponse()
            return Answer(response.status, _seconds(response.getheader("Retry-After")), response.read())
        except (OSError, HTTPException):
            self._connection.close()
            return None

    def _report(self, answer: Answer) -> None:
        code, detail = _problem(answer.body)
        if self._totals.is_new_problem(answer.status, code):
            say(f"rejected with {answer.status} {code}: {detail} (said once)")


class Progress:
    """One line about the run so far."""

    def __init__(self, candles: Totals, metadata: Totals) -> None:
        self._candles, self._metadata = candles, metadata
        self._begin = self._last = time.monotonic()
        self._last_sent = 0

    def line(self) -> str:
        """The rate is the one since the line before."""
        now, sent = time.monotonic(), self._candles.counts().sent
        rate = (sent - self._last_sent) / max(now - self._last, 1e-9)
        self._last, self._last_sent = now, sent
        return self._text(rate)

    def summary(self) -> str:
        """The rate is the one of the whole run."""
        seconds = max(time.monotonic() - self._begin, 1e-9)
        return f"{self._text(self._candles.counts().sent / seconds)}, {seconds:.1f} s"

    def rejected(self) -> int:
        return self._candles.counts().rejected + self._metadata.counts().rejected

    def _text(self, rate: float) -> str:
        candles, metadata = self._candles.counts(), self._metadata.counts()
        return (
            f"sent {candles.sent} candles ({rate:.0f}/s) and {metadata.sent} metadata, "
            f"retries {candles.retries + metadata.retries}, rejected {self.rejected()}"
        )


def connection_to(url: str) -> tuple[HTTPConnection, str]:
    """A connection, not opened yet, and the path to ask for on it. Raises ValueError when the address is not one."""
    parts = urlsplit(url)
    kinds = {"http": HTTPConnection, "https": HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise ValueError(f"not an http address: {url}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return kinds[parts.scheme](parts.hostname, parts.port, timeout=TIMEOUT), path


def say(text: str, passing: bool = False) -> None:
    """A line on stderr; on a terminal a passing one is overwritten by the next."""
    if sys.stderr.isatty():
        text = f"\r\x1b[K{text}"
        print(text, end="" if passing else "\n", file=sys.stderr, flush=True)
    else:
        print(text, file=sys.stderr, flush=True)


def _seconds(retry_after: str | None) -> float:
    if retry_after is None or not retry_after.strip().isdecimal():
        return 0.0
    return min(float(retry_after), MAX_RETRY_AFTER)


def _problem(body: bytes) -> tuple[str, str]:
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        return "unknown", "the answer gave no reason"
    detail = str(problem.get("detail") or problem.get("title") or "no detail")
    errors = problem.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        detail += f" [{errors[0].get('pointer', '')} {errors[0].get('detail', '')}]"
    return str(problem.get("code", "unknown")), detail
