"""Posting to /ingest: keep-alive, batches, and retries that are safe because the same batch is recognised."""

import http.client
import json
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import List, Optional
from urllib.parse import urlsplit

from walk import Event

_TIMEOUT_SECONDS = 30
_FIRST_WAIT = 0.2
_LONGEST_WAIT = 10.0
_RETRYABLE = (429, 503)


@dataclass
class Counts:
    """What all sources together have done; shared between threads."""

    sent: int = 0
    retries: int = 0
    rejected: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, sent: int = 0, retries: int = 0, rejected: int = 0) -> None:
        with self.lock:
            self.sent += sent
            self.retries += retries
            self.rejected += rejected

    def line(self, seconds: float) -> str:
        rate = self.sent / seconds if seconds > 0 else 0
        return f"sent {self.sent}, {rate:.0f}/s, retries {self.retries}, rejected {self.rejected}"


class Feed:
    """One connection to one server. Used by one thread."""

    def __init__(self, url: str, counts: Counts, stop: threading.Event) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the url must be like http://127.0.0.1:5000/ingest, was {url}")
        self._secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path or "/ingest"
        self._counts = counts
        self._stop = stop
        self._connection: Optional[http.client.HTTPConnection] = None
        self._complained = False

    def post(self, events: List[Event]) -> bool:
        """Sends a batch until it is taken or refused for good; whether it was taken."""
        body = json.dumps(events[0] if len(events) == 1 else events).encode()
        wait = _FIRST_WAIT
        while not self._stop.is_set():
            status, text, retry_after = self._attempt(body)
            if status == 200:
                self._counts.add(sent=len(events))
                return True
            if status not in _RETRYABLE and status != 0:
                self._counts.add(rejected=len(events))
                self._complain(status, text)
                return False
            self._counts.add(retries=1)
            self._stop.wait(retry_after if retry_after is not None else wait * random.uniform(0.5, 1))
            wait = min(_LONGEST_WAIT, wait * 2)
        return False

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _attempt(self, body: bytes) -> "tuple[int, str, Optional[float]]":
        """Status, text and Retry-After; status 0 when the connection broke, which leaves open what became of the batch."""
        try:
            if self._connection is None:
                kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
                self._connection = kind(self._host, self._port, timeout=_TIMEOUT_SECONDS)
            self._connection.request("POST", self._path, body, {"Content-Type": "application/json"})
            response = self._connection.getresponse()
            text = response.read().decode(errors="replace")
            return response.status, text, _seconds(response.getheader("Retry-After"))
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, "", None

    def _complain(self, status: int, text: str) -> None:
        if not self._complained:
            self._complained = True
            print(f"\nthe server refused a batch ({status}): {text[:500]}", file=sys.stderr)


class Pace:
    """Lets `rate` events a second through; 0 lets everything through at once."""

    def __init__(self, rate: float, stop: threading.Event) -> None:
        self._rate = rate
        self._stop = stop
        self._began = time.monotonic()
        self._passed = 0

    def wait_for(self, events: int) -> None:
        if self._rate > 0:
            due = self._began + self._passed / self._rate
            self._stop.wait(max(0.0, due - time.monotonic()))
        self._passed += events


def _seconds(text: Optional[str]) -> Optional[float]:
    try:
        return None if text is None else min(_LONGEST_WAIT, max(0.0, float(text)))
    except ValueError:
        return None
