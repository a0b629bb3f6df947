"""A simulated market as a pure function of its seed: no I/O and no clock, so a bug report is a seed and a count.

Every symbol has its own random stream. Its prices therefore do not depend on which other symbols are asked for, and
sources that share the symbols out among themselves send the same candles as a single source would.
"""

from itertools import count, cycle
from math import exp
from random import Random
from typing import Any, Iterator, Sequence

Event = dict[str, Any]

DEFAULT_SYMBOLS = ("AAPL", "GOOGL", "AMZN", "MSFT", "TSLA")
ORDER_BOOK = "order_book"
NEWS_SENTIMENT = "news_sentiment"
MARKET_DATA = "market_data"
ECONOMIC_INDICATOR = "economic_indicator"
DATA_TYPES = (ORDER_BOOK, NEWS_SENTIMENT, MARKET_DATA, ECONOMIC_INDICATOR)

# A double holds today's epoch seconds to about a quarter of a microsecond; a smaller step could repeat a timestamp.
MIN_STEP = 1e-5

_MIN_PRICE, _MAX_PRICE = 0.01, 1e7
_MOVES_PER_CANDLE = 4
_INDICATORS = {
    "GDP Growth Rate": (-5.0, 5.0),
    "Inflation Rate": (-1.0, 10.0),
    "Unemployment Rate": (2.0, 12.0),
    "Interest Rate": (0.0, 8.0),
}


def symbol_names(number: int) -> list[str]:
    """The default symbols first, then made-up ones, up to the number asked for."""
    made_up = (f"SIM{index:05d}" for index in range(len(DEFAULT_SYMBOLS), number))
    return [*DEFAULT_SYMBOLS[:number], *made_up]


def walk(seed: int, symbols: Sequence[str], start: float, step: float) -> Iterator[Event]:
    """Candles forever: one of each symbol at `start`, then one of each every `step` seconds."""
    stocks = [_Stock(seed, symbol) for symbol in _distinct(symbols)]
    for timestamp in _timestamps(start, step):
        for stock in stocks:
            yield stock.candle(timestamp)


def metadata(seed: int, symbols: Sequence[str], start: float, step: float) -> Iterator[Event]:
    """Metadata forever, one every `step` seconds, the four kinds in turn and the symbols at random."""
    symbols = _distinct(symbols)
    rng = Random(f"{seed}/metadata")
    for data_type, timestamp in zip(cycle(DATA_TYPES), _timestamps(start, step)):
        event: Event = {"data_type": data_type, "timestamp": timestamp}
        if data_type == ECONOMIC_INDICATOR:
            yield event | _economy(rng)
        else:
            symbol = rng.choice(symbols)
            yield event | {"stock_symbol": symbol} | _about(data_type, _first_price(seed, symbol), rng)


def _timestamps(start: float, step: float) -> Iterator[float]:
    if not step >= MIN_STEP:
        raise ValueError(f"step must be at least {MIN_STEP} seconds")
    # Multiplied, not summed: a sum of many small steps drifts.
    return (round(float(start + index * step), 6) for index in count())


def _distinct(symbols: Sequence[str]) -> Sequence[str]:
    if not symbols or len(set(symbols)) != len(symbols):
        raise ValueError("symbols must be distinct, and at least one")
    return symbols


def _first_price(seed: int, symbol: str) -> float:
    return round(Random(f"{seed}/{symbol}/first").uniform(100, 1000), 4)


class _Stock:
    """One symbol's geometric random walk."""

    def __init__(self, seed: int, symbol: str) -> None:
        self._rng = Random(f"{seed}/{symbol}")
        self._symbol = symbol
        self._price = _first_price(seed, symbol)
        self._volatility = self._rng.uniform(0.0005, 0.002)
        self._usual_volume = self._rng.uniform(200, 5000)

    def candle(self, timestamp: float) -> Event:
        path = [self._price]
        for _ in range(_MOVES_PER_CANDLE):
            path.append(self._moved(path[-1]))
        self._price = path[-1]
        return {
            "stock_symbol": self._symbol,
            "opening_price": path[0],
            "closing_price": path[-1],
            "high": max(path),
            "low": min(path),
            "volume": round(self._usual_volume * self._rng.expovariate(1)),
            "timestamp": timestamp,
        }

    def _moved(self, price: float) -> float:
        moved = price * exp(self._volatility * self._rng.gauss(0, 1))
        return min(max(round(moved, 4), _MIN_PRICE), _MAX_PRICE)


def _about(data_type: str, price: float, rng: Random) -> Event:
    if data_type == ORDER_BOOK:
        return {
            "order_type": rng.choice(("buy", "sell")),
            "price": round(price * rng.uniform(0.95, 1.05), 4),
            "quantity": rng.randint(1, 100),
        }
    if data_type == NEWS_SENTIMENT:
        return {"sentiment_score": rng.uniform(-1, 1), "sentiment_magnitude": rng.random()}
    return {"market_cap": round(price * rng.uniform(1e8, 1e9), 2), "pe_ratio": round(rng.uniform(5, 30), 2)}


def _economy(rng: Random) -> Event:
    name = rng.choice(tuple(_INDICATORS))
    return {"indicator_name": name, "value": round(rng.uniform(*_INDICATORS[name]), 2)}
