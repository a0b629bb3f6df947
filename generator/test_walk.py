import unittest
from itertools import islice
from math import log, sqrt
from random import Random

from walk import DEFAULT_SYMBOLS, MIN_STEP, metadata, symbol_names, walk

CANDLE = {"stock_symbol", "opening_price", "closing_price", "high", "low", "volume", "timestamp"}
METADATA = {
    "order_book": {"data_type", "timestamp", "stock_symbol", "order_type", "price", "quantity"},
    "news_sentiment": {"data_type", "timestamp", "stock_symbol", "sentiment_score", "sentiment_magnitude"},
    "market_data": {"data_type", "timestamp", "stock_symbol", "market_cap", "pe_ratio"},
    "economic_indicator": {"data_type", "timestamp", "indicator_name", "value"},
}
START = 1_700_000_000


def candles(number, seed=7, symbols=DEFAULT_SYMBOLS, start=START, step=0.5):
    return list(islice(walk(seed, symbols, start, step), number))


def of(symbol, events):
    return [event for event in events if event["stock_symbol"] == symbol]


class WalkTest(unittest.TestCase):
    def test_is_a_function_of_its_seed(self):
        self.assertEqual(candles(500), candles(500))
        self.assertNotEqual(candles(500), candles(500, seed=8))

    def test_neither_a_neighbour_nor_the_global_random_changes_a_symbol(self):
        together = of("MSFT", candles(500))
        Random().seed(3)
        self.assertEqual(together, candles(100, symbols=["MSFT"]))

    def test_every_symbol_goes_on_from_its_last_close(self):
        for symbol in DEFAULT_SYMBOLS:
            path = of(symbol, candles(2000))
            for before, after in zip(path, path[1:]):
                self.assertEqual(before["closing_price"], after["opening_price"])

    def test_candles_hold_together(self):
        for candle in candles(5000):
            self.assertLessEqual(max(candle["opening_price"], candle["closing_price"]), candle["high"])
            self.assertGreaterEqual(min(candle["opening_price"], candle["closing_price"]), candle["low"])
            self.assertGreater(candle["low"], 0)
            self.assertGreaterEqual(candle["volume"], 0)

    def test_prices_move_both_ways(self):
        rises = [candle["closing_price"] > candle["opening_price"] for candle in candles(1000)]
        self.assertTrue(300 < sum(rises) < 700, sum(rises))

    def test_time_goes_on_and_strictly_within_a_symbol(self):
        for step in (0.5, 1 / 3, MIN_STEP):
            events = candles(1000, step=step)
            times = [event["timestamp"] for event in events]
            self.assertEqual(times, sorted(times))
            for symbol in DEFAULT_SYMBOLS:
                own = [event["timestamp"] for event in of(symbol, events)]
                self.assertTrue(all(a < b for a, b in zip(own, own[1:])), step)

    def test_has_the_fields_of_the_brief(self):
        for candle in candles(10):
            self.assertEqual(CANDLE, set(candle))
            self.assertIsInstance(candle["timestamp"], float)

    def test_refuses_what_would_break_its_promises(self):
        for symbols, step in ((["A", "A"], 1), ([], 1), (["A"], 0), (["A"], -1), (["A"], float("nan"))):
            with self.assertRaises(ValueError):
                next(walk(1, symbols, START, step))


class SensibleMarketTest(unittest.TestCase):
    def test_a_day_moves_by_some_per_cent_however_many_candles_it_has(self):
        for step in (60, 600):
            moves = []
            for seed in range(200 if step == 600 else 30):
                closes = [candle["closing_price"] for candle in candles(86_400 // step, seed, ["AAPL"], step=step)]
                moves.append(log(closes[-1] / closes[0]))
            deviation = sqrt(sum(move * move for move in moves) / len(moves))
            self.assertTrue(0.015 < deviation < 0.04, f"{deviation} with candles every {step} s")

    def test_bids_lie_below_the_last_price_and_asks_above_it(self):
        last = {}
        market = walk(7, DEFAULT_SYMBOLS, START, 1)
        coming = next(market)
        orders = 0
        for event in islice(metadata(7, DEFAULT_SYMBOLS, START, 2, 1), 3000):
            while coming["timestamp"] <= event["timestamp"]:
                last[coming["stock_symbol"]] = coming["closing_price"]
                coming = next(market)
            if event["data_type"] == "order_book":
                away = event["price"] / last[event["stock_symbol"]] - 1
                self.assertTrue(-0.0011 < away < 0 if event["order_type"] == "buy" else 0 < away < 0.0011, event)
                orders += 1
        self.assertGreater(orders, 500)

    def test_figures_come_in_their_rhythm_and_near_the_last_one(self):
        figures = {}
        for event in islice(metadata(7, DEFAULT_SYMBOLS, START, 10), 17_280):
            if event["data_type"] == "economic_indicator":
                figures.setdefault(event["indicator_name"], []).append((event["timestamp"], event["value"]))
        self.assertTrue(16 <= len(figures["GDP Growth Rate"]) <= 17, "two days")
        self.assertTrue(48 <= len(figures["Unemployment Rate"]) <= 49)
        for name, far in (("GDP Growth Rate", 1.5), ("Unemployment Rate", 0.8), ("Interest Rate", 0.8)):
            values = [value for _, value in figures[name]]
            self.assertLess(max(abs(a - b) for a, b in zip(values, values[1:])), far, name)
            self.assertGreater(len(set(values)), 2, name)

    def test_a_company_keeps_its_shares(self):
        caps = {}
        for event in islice(metadata(7, DEFAULT_SYMBOLS, START, 2, 1), 2000):
            if event["data_type"] == "market_data":
                caps.setdefault(event["stock_symbol"], []).append(event["market_cap"])
        for symbol, known in caps.items():
            self.assertLess(max(known) / min(known), 1.2, symbol)


class MetadataTest(unittest.TestCase):
    def setUp(self):
        self.events = list(islice(metadata(7, DEFAULT_SYMBOLS, START, 2), 1000))

    def test_is_a_function_of_its_seed(self):
        self.assertEqual(self.events, list(islice(metadata(7, DEFAULT_SYMBOLS, START, 2), 1000)))

    def test_has_all_four_kinds_with_the_fields_of_the_brief(self):
        self.assertEqual(set(METADATA), {event["data_type"] for event in self.events[:4]})
        for event in self.events:
            self.assertEqual(METADATA[event["data_type"]], set(event))

    def test_values_are_in_range(self):
        for event in self.events:
            self.assertIn(event.get("order_type", "buy"), ("buy", "sell"))
            self.assertIn(event.get("stock_symbol", "AAPL"), DEFAULT_SYMBOLS)
            self.assertTrue(-1 <= event.get("sentiment_score", 0) <= 1)
            self.assertTrue(0 <= event.get("sentiment_magnitude", 0) <= 1)
            for field in ("price", "quantity", "market_cap", "pe_ratio"):
                self.assertGreater(event.get(field, 1), 0)

    def test_time_goes_on(self):
        times = [event["timestamp"] for event in self.events]
        self.assertEqual([START + 2.0 * index for index in range(1000)], times)


class SymbolNamesTest(unittest.TestCase):
    def test_begins_with_the_defaults_and_stays_distinct(self):
        self.assertEqual(["AAPL", "GOOGL"], symbol_names(2))
        self.assertEqual(list(DEFAULT_SYMBOLS), symbol_names(12)[:5])
        self.assertEqual(1000, len(set(symbol_names(1000))))


if __name__ == "__main__":
    unittest.main()
