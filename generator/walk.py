"""A simulated market as a pure function of its seed: no I/O and no clock, so a bug report is a seed and a count.

Every symbol has its own random stream. Its prices therefore do not depend on which other symbols are asked for, and
sources that share the symbols out among themselves send the same candles as a single source would.
"""

from itertools import count, cycle
from math import exp, floor, sqrt
from random import Random
from typing import Any, Iterator, Sequence

Event = dict[str, Any]

DEFAULT_SYMBOLS = ("AAPL", "GOOGL", "AMZN", "MSFT", "TSLA")
ORDER_BOOK = "order_book"
NEWS_SENTIMENT = "news_sentiment"
MARKET_DATA = "market_data"
ECONOMIC_INDICATOR = "economic_indicator"
_ABOUT_STOCKS = (ORDER_BOOK, NEWS_SENTIMENT, MARKET_DATA)

# A double holds today's epoch seconds to about a quarter of a microsecond; a smaller step could repeat a timestamp.
MIN_STEP = 1e-5

_MIN_PRICE, _MAX_PRICE = 0.01, 1e7
_MOVES_PER_CANDLE = 4
_DAY = 86_400.0

# A month of a real economy lasts an hour here, so that a day sees two years of it: (level, deviation, grain, period).
_MONTH = 3_600.0
_INDICATORS = {
    "GDP Growth Rate": (2.4, 0.9, 0.1, 3 * _MONTH),
    "Inflation Rate": (3.1, 0.5, 0.1, _MONTH),
    "Unemployment Rate": (4.2, 0.4, 0.1, _MONTH),
    "Interest Rate": (4.5, 0.5, 0.25, 1.5 * _MONTH),
}
_KEPT, _REMEMBERED = 0.9, 60

# Metadata is about the first of the symbols: their prices are walked once more for it.
_WATCHED = 50
_SPREAD = 0.001


def symbol_names(number: int) -> list[str]:
    """The default symbols first, then made-up ones, up to the number asked for."""
    made_up = (f"SIM{index:05d}" for index in range(len(DEFAULT_SYMBOLS), number))
    return [*DEFAULT_SYMBOLS[:number], *made_up]


def walk(seed: int, symbols: Sequence[str], start: float, step: float) -> Iterator[Event]:
    """Candles forever: one of each symbol at `start`, then one of each every `step` seconds."""
    stocks = [_Stock(seed, symbol, step) for symbol in _distinct(symbols)]
    for timestamp in _timestamps(start, step):
        for stock in stocks:
            yield stock.candle(timestamp)


def metadata(
    seed: int, symbols: Sequence[str], start: float, step: float, candle_step: float | None = None
) -> Iterator[Event]:
    """Metadata forever, one every `step` seconds: the economy's figures when they come out, else orders, news and
    market data in turn, about random symbols and the prices that `walk` has given them by then.

    `candle_step` is the number of seconds between the candles of that walk.
    """
    symbols = _distinct(symbols)[:_WATCHED]
    rng = Random(f"{seed}/metadata")
    prices = {symbol: _Prices(seed, symbol, start, candle_step or step) for symbol in symbols}
    kinds = cycle(_ABOUT_STOCKS)
    due = ["Inflation Rate"]
    before = start
    for timestamp in _timestamps(start, step):
        due += [name for name in _INDICATORS if _number(name, timestamp) > _number(name, before)]
        before = timestamp
        if due:
            name = due.pop(0)
            value = _figure(seed, name, _number(name, timestamp))
            yield {"data_type": ECONOMIC_INDICATOR, "timestamp": timestamp, "indicator_name": name, "value": value}
            continue
        symbol, data_type = rng.choice(symbols), next(kinds)
        event: Event = {"data_type": data_type, "timestamp": timestamp, "stock_symbol": symbol}
        yield event | _about(data_type, seed, symbol, prices[symbol].at(timestamp), rng)


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
    """One symbol's geometric random walk, with candles every `step` seconds."""

    def __init__(self, seed: int, symbol: str, step: float) -> None:
        self._rng = Random(f"{seed}/{symbol}")
        self._symbol = symbol
        self._price = _first_price(seed, symbol)
        # A day moves by one to four per cent, however many candles it has.
        self._volatility = self._rng.uniform(0.01, 0.04) * sqrt(step / _DAY / _MOVES_PER_CANDLE)
        self._usual_volume = self._rng.uniform(200, 5000)

    @property
    def price(self) -> float:
        return self._price

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


class _Prices:
    """The last price of a symbol at times that go on."""

    def __init__(self, seed: int, symbol: str, start: float, step: float) -> None:
        self._stock = _Stock(seed, symbol, step)
        self._start, self._step, self._made = start, step, 0

    def at(self, timestamp: float) -> float:
        for _ in range(self._made, floor((timestamp - self._start) / self._step + 1e-9) + 1):
            self._stock.candle(timestamp)
            self._made += 1
        return self._stock.price


def _about(data_type: str, seed: int, symbol: str, price: float, rng: Random) -> Event:
    if data_type == ORDER_BOOK:
        side = rng.choice(("buy", "sell"))
        away = max(0.0001, price * rng.uniform(0, _SPREAD))
        return {
            "order_type": side,
            "price": max(round(price - away if side == "buy" else price + away, 4), 0.0001),
            "quantity": rng.randint(1, 100),
        }
    if data_type == NEWS_SENTIMENT:
        return {"sentiment_score": rng.uniform(-1, 1), "sentiment_magnitude": rng.random()}
    company = Random(f"{seed}/{symbol}/company")
    shares, pe_ratio = company.uniform(1e8, 1e9), company.uniform(5, 30)
    return {
        "market_cap": round(price * shares, 2),
        "pe_ratio": round(pe_ratio * price / _first_price(seed, symbol), 2),
    }


def _number(name: str, timestamp: float) -> int:
    """How many times a figure has come out since 1970."""
    return floor(timestamp / _INDICATORS[name][3])


def _figure(seed: int, name: str, number: int) -> float:
    """Near the one before it, and never far from its level."""
    level, deviation, grain, _ = _INDICATORS[name]
    away = 0.0
    for past in range(number - _REMEMBERED, number + 1):
        away = _KEPT * away + max(-3.5, min(3.5, Random(f"{seed}/{name}/{past}").gauss(0, 1)))
    value = level + deviation * sqrt(1 - _KEPT * _KEPT) * away
    return round(round(value / grain) * grain, 2)
