"""Simulated market data as a function of its seed: no clock, no input or output, the same numbers on every machine."""

import random
from typing import Dict, Iterator, List, Sequence

DEFAULT_SYMBOLS = [
    "AAPL", "GOOGL", "AMZN", "MSFT", "TSLA", "META", "NVDA", "NFLX", "AMD", "INTC",
    "IBM", "ORCL", "JPM", "GS", "V", "KO", "PG", "XOM", "PFE", "DIS",
]
ECONOMY = {"GDP Growth Rate": 2.4, "Inflation Rate": 3.1, "Unemployment Rate": 4.2, "Interest Rate": 4.5}

_VOLATILITY_PER_STEP = 0.002
_SUB_STEPS = 4
_MINIMUM_PRICE = 0.5

Event = Dict[str, object]


def symbols(count: int) -> List[str]:
    """The first `count` symbols: the well-known ones, then S0021, S0022 and so on."""
    made_up = [f"S{number:04d}" for number in range(len(DEFAULT_SYMBOLS) + 1, count + 1)]
    return (DEFAULT_SYMBOLS + made_up)[:count]


class Stock:
    """One symbol's random walk. Its numbers depend on seed and symbol only, not on which others there are."""

    def __init__(self, seed: int, symbol: str) -> None:
        self.symbol = symbol
        # A string seed: Python hashes it the same way in every run, unlike hash().
        self._random = random.Random(f"{seed}/{symbol}")
        self.price = round(self._random.uniform(20, 500), 2)
        self._shares = self._random.uniform(0.3e9, 15e9)
        self._earnings = self.price / self._random.uniform(8, 40)

    def candle(self, timestamp: float) -> Event:
        """The next candle; it opens where the last one closed."""
        opening = self.price
        path = [opening]
        for _ in range(_SUB_STEPS):
            step = self._random.gauss(0, _VOLATILITY_PER_STEP / _SUB_STEPS**0.5)
            path.append(max(_MINIMUM_PRICE, path[-1] * (1 + step)))
        closing = round(path[-1], 2)
        self.price = closing
        return {
            "stock_symbol": self.symbol,
            "opening_price": opening,
            "closing_price": closing,
            "high": max(round(max(path), 2), opening, closing),
            "low": min(round(min(path), 2), opening, closing),
            "volume": self._random.randint(100, 10_000),
            "timestamp": timestamp,
        }

    def metadata(self, timestamp: float) -> Event:
        """A piece of metadata of a random kind that goes with the price."""
        kind = self._random.choice(["order_book", "news_sentiment", "market_data", "economic_indicator"])
        if kind == "economic_indicator":
            name = self._random.choice(sorted(ECONOMY))
            value = round(ECONOMY[name] + self._random.uniform(-0.3, 0.3), 2)
            return {"data_type": kind, "timestamp": timestamp, "indicator_name": name, "value": value}
        event: Event = {"data_type": kind, "timestamp": timestamp, "stock_symbol": self.symbol}
        if kind == "order_book":
            event["order_type"] = self._random.choice(["buy", "sell"])
            event["price"] = round(self.price * self._random.uniform(0.999, 1.001), 2)
            event["quantity"] = self._random.randint(1, 100)
        elif kind == "news_sentiment":
            event["sentiment_score"] = round(self._random.uniform(-1, 1), 3)
            event["sentiment_magnitude"] = round(self._random.uniform(0, 1), 3)
        else:
            event["market_cap"] = round(self._shares * self.price)
            event["pe_ratio"] = round(self.price / self._earnings, 2)
        return event


def walk(seed: int, names: Sequence[str], start: float, step: float) -> Iterator[Event]:
    """Candles for ever, in rounds: one of each symbol at `start`, then one of each `step` seconds later."""
    stocks = [Stock(seed, name) for name in names]
    number = 0
    while True:
        # Multiplied rather than added up, so that the times of a long run don't drift.
        timestamp = round(start + number * step, 6)
        for stock in stocks:
            yield stock.candle(timestamp)
        number += 1
