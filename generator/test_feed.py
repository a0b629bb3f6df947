import contextlib
import io
import time
import unittest
from itertools import islice
from threading import Event as Flag
from threading import Thread

import generate
from fake_ingest import DROP, TAKEN, FakeIngest
from feed import Counts, Feed, Stopped, Totals
from walk import DEFAULT_SYMBOLS, walk

START = 1_700_000_000
BUSY = (503, {"Retry-After": 0}, {"code": "overloaded"})
LIMITED = (429, {"Retry-After": 0}, {"code": "rate_limited"})
TOO_LOW = {"pointer": "/3/high", "detail": "too low"}
WRONG = (422, {}, {"code": "invalid", "detail": "high is below low", "errors": [TOO_LOW]})


def candles(number):
    return list(islice(walk(7, DEFAULT_SYMBOLS, START, 1), number))


def quietly(call):
    """Its result and what it said on stderr."""
    with contextlib.redirect_stderr(io.StringIO()) as said:
        return call(), said.getvalue()


class FeedTest(unittest.TestCase):
    def post(self, ingest, *batches):
        totals = Totals()
        feed = Feed(ingest.url, totals, Flag())
        self.addCleanup(feed.close)
        _, said = quietly(lambda: [feed.post(batch) for batch in batches])
        return totals.counts(), said

    def test_one_event_is_an_object_and_several_are_an_array(self):
        one, several = candles(1), candles(3)
        with FakeIngest() as ingest:
            counts, said = self.post(ingest, one, several)
        self.assertEqual([("/ingest", one[0]), ("/ingest", several)], ingest.requests)
        self.assertEqual((Counts(4, 0, 0), ""), (counts, said))

    def test_keeps_its_connection(self):
        with FakeIngest(TAKEN, BUSY, WRONG) as ingest:
            self.post(ingest, candles(2), candles(3), candles(1))
        self.assertEqual(1, len(ingest.connections))

    def test_sends_the_same_batch_again_when_turned_away(self):
        batch = candles(3)
        for refusal in (BUSY, LIMITED):
            with self.subTest(status=refusal[0]), FakeIngest(refusal) as ingest:
                counts, _ = self.post(ingest, batch)
                self.assertEqual([batch, batch], [body for _, body in ingest.requests])
                self.assertEqual(batch, ingest.taken)
                self.assertEqual(Counts(3, 1, 0), counts)

    def test_waits_as_long_as_it_is_told(self):
        with FakeIngest((503, {"Retry-After": 1}, {})) as ingest:
            begin = time.monotonic()
            self.post(ingest, candles(1))
        self.assertGreaterEqual(time.monotonic() - begin, 1)

    def test_sends_the_same_batch_again_when_the_connection_drops(self):
        batch = candles(3)
        with FakeIngest(TAKEN, DROP) as ingest:
            counts, _ = self.post(ingest, batch, batch)
        self.assertEqual([batch] * 3, [body for _, body in ingest.requests])
        self.assertEqual(Counts(6, 1, 0), counts)

    def test_waits_for_a_server_that_is_not_there_yet(self):
        ingest, totals, batch = FakeIngest(), Totals(), candles(2)
        feed = Feed(ingest.url, totals, Flag())
        self.addCleanup(feed.close)
        posting = Thread(target=feed.post, args=(batch,), daemon=True)
        posting.start()
        while totals.counts().retries < 2:
            time.sleep(0.01)
        with ingest:
            posting.join(5)
        self.assertEqual(batch, ingest.taken)

    def test_says_a_problem_once_and_goes_on(self):
        with FakeIngest(WRONG, WRONG) as ingest:
            counts, said = self.post(ingest, candles(2), candles(3), candles(4))
        self.assertEqual(Counts(4, 0, 5), counts)
        self.assertEqual(1, said.count("high is below low"))
        self.assertIn("/3/high", said)

    def test_says_something_even_when_the_answer_does_not(self):
        with FakeIngest((400, {}, "no problem document")) as ingest:
            counts, said = self.post(ingest, candles(1))
        self.assertEqual(1, counts.rejected)
        self.assertIn("rejected with 400", said)

    def test_stops_waiting_when_the_run_ends(self):
        stop = Flag()
        with FakeIngest(always=(503, {"Retry-After": 60}, {})) as ingest:
            feed = Feed(ingest.url, Totals(), stop)
            Thread(target=lambda: (time.sleep(0.2), stop.set()), daemon=True).start()
            begin = time.monotonic()
            with self.assertRaises(Stopped):
                feed.post(candles(1))
            feed.close()
        self.assertLess(time.monotonic() - begin, 5)


class GenerateTest(unittest.TestCase):
    def run_it(self, ingest, *options):
        return quietly(lambda: generate.main(["--url", ingest.url, "--quiet", *options]))

    def test_sources_keep_the_order_of_every_symbol_and_send_what_one_would(self):
        for sources in ("1", "3", "9"):
            with self.subTest(sources=sources), FakeIngest(BUSY, TAKEN, DROP) as ingest:
                options = "--seed 7 --rate 0 --metadata-rate 0 --batch 7 --start 1700000000 --count 503".split()
                code, said = self.run_it(ingest, *options, "--sources", sources)
                self.assertEqual(0, code)
                self.assertIn("sent 503 candles", said)
                for symbol in DEFAULT_SYMBOLS:
                    own = [event for event in candles(503) if event["stock_symbol"] == symbol]
                    self.assertEqual(own, [event for event in ingest.taken if event["stock_symbol"] == symbol])

    def test_a_rejection_is_the_exit_code(self):
        with FakeIngest(WRONG) as ingest:
            code, said = self.run_it(ingest, *"--rate 0 --metadata-rate 0 --count 20 --batch 5".split())
        self.assertEqual(1, code)
        self.assertIn("sent 15 candles", said)
        self.assertIn("rejected 5", said)

    def test_live_timestamps_follow_the_clock(self):
        with FakeIngest() as ingest:
            begin = time.time()
            code, _ = self.run_it(ingest, *"--rate 100 --metadata-rate 20 --count 50 --sources 2".split())
            end = time.time()
        times = [event["timestamp"] for event in ingest.taken if "data_type" not in event]
        self.assertEqual((0, 50), (code, len(times)))
        self.assertGreater(end - begin, 0.4)
        self.assertTrue(begin <= min(times) and max(times) <= end)
        self.assertGreaterEqual(len(ingest.taken) - 50, 4)

    def test_refuses_options_that_make_no_sense(self):
        for options in (
            ["--rate", "-1"],
            ["--rate", "nan"],
            ["--batch", "0"],
            ["--symbols", "A,,B"],
            ["--symbols", "0"],
            ["--url", "ftp://x"],
            ["--url", "http://h:x/"],
            ["--step", "2"],
            ["--step", "0", "--rate", "0"],
            ["--start", "yesterday"],
        ):
            with self.subTest(options=options), self.assertRaises(SystemExit) as ended:
                quietly(lambda: generate.parse(options))
            self.assertEqual(2, ended.exception.code)

    def test_symbols_are_a_list_or_a_number(self):
        self.assertEqual(["IBM", "BRK.B"], generate.parse(["--symbols", "ibm, brk.b,IBM"]).symbols)
        self.assertEqual(40, len(generate.parse(["--symbols", "40"]).symbols))


if __name__ == "__main__":
    unittest.main()
