import itertools
import unittest

import walk

CANDLE = {"stock_symbol", "opening_price", "closing_price", "high", "low", "volume", "timestamp"}
METADATA = {
    "order_book": {"data_type", "timestamp", "stock_symbol", "order_type", "price", "quantity"},
    "news_sentiment": {"data_type", "timestamp", "stock_symbol", "sentiment_score", "sentiment_magnitude"},
    "market_data": {"data_type", "timestamp", "stock_symbol", "market_cap", "pe_ratio"},
    "economic_indicator": {"data_type", "timestamp", "indicator_name", "value"},
}


def candles(count, seed=7, names=("AAPL", "MSFT")):
    return list(itertools.islice(walk.walk(seed, names, 1_700_000_000, 1), count))


class WalkTest(unittest.TestCase):
    def test_the_same_seed_gives_the_same_market(self):
        self.assertEqual(candles(200), candles(200))
        self.assertNotEqual(candles(200), candles(200, seed=8))

    def test_a_symbol_walks_the_same_way_whoever_walks_beside_it(self):
        alone = candles(50, names=("MSFT",))
        together = [candle for candle in candles(100) if candle["stock_symbol"] == "MSFT"]
        self.assertEqual(alone, together)

    def test_a_candle_has_exactly_the_fields_of_the_brief(self):
        for candle in candles(10):
            self.assertEqual(CANDLE, set(candle))

    def test_prices_are_consistent_and_go_on_from_the_last(self):
        last = {}
        for candle in candles(5_000):
            symbol, opening, closing = candle["stock_symbol"], candle["opening_price"], candle["closing_price"]
            self.assertEqual(last.get(symbol, opening), opening)
            self.assertLessEqual(candle["low"], min(opening, closing))
            self.assertGreaterEqual(candle["high"], max(opening, closing))
            self.assertGreater(candle["low"], 0)
            self.assertGreaterEqual(candle["volume"], 0)
            last[symbol] = closing

    def test_times_of_a_symbol_strictly_rise(self):
        times = [candle["timestamp"] for candle in candles(500) if candle["stock_symbol"] == "AAPL"]
        self.assertEqual([1_700_000_000 + i for i in range(250)], times)

    def test_metadata_comes_in_all_kinds_with_the_fields_of_the_brief(self):
        stock = walk.Stock(1, "AAPL")
        kinds = set()
        for _ in range(200):
            event = stock.metadata(1_700_000_000.5)
            kinds.add(event["data_type"])
            self.assertEqual(METADATA[event["data_type"]], set(event))
        self.assertEqual(set(METADATA), kinds)

    def test_there_are_as_many_symbols_as_asked_for(self):
        self.assertEqual(["AAPL", "GOOGL", "AMZN", "MSFT", "TSLA"], walk.symbols(5))
        self.assertEqual(1_000, len(set(walk.symbols(1_000))))


if __name__ == "__main__":
    unittest.main()
