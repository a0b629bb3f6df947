import contextlib
import http.server
import io
import json
import os
import subprocess
import tempfile
import threading
import time
import unittest

import generate

HERE = os.path.dirname(os.path.abspath(__file__))


class Server:
    """A real server on loopback that answers by a script and remembers what it took."""

    def __init__(self, script=()):
        self.script = list(script)
        self.taken = []
        self.seen = 0
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer.lock:
                    outer.seen += 1
                    status = outer.script.pop(0) if outer.script else 200
                    if status == 200:
                        outer.taken.append(body)
                if status == "drop":
                    self.close_connection = True
                    return
                text = b'{"detail":"because"}'
                self.send_response(status)
                if status in (429, 503):
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *unused):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/ingest"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def candles(self):
        for body in self.taken:
            for event in body if isinstance(body, list) else [body]:
                if "data_type" not in event:
                    yield event


class FeedTest(unittest.TestCase):
    def serve(self, *script):
        server = Server(script)
        self.addCleanup(server.close)
        return server

    def generate(self, server, *options):
        out = io.StringIO()
        with contextlib.redirect_stderr(out):
            code = generate.main(["--url", server.url, "--rate", "0", "--quiet", *options])
        return code, out.getvalue()

    def test_a_single_event_goes_as_an_object_and_several_as_an_array(self):
        server = self.serve()
        self.generate(server, "--count", "3", "--start", "1700000000")
        self.assertTrue(all(isinstance(body, dict) for body in server.taken))
        server.taken.clear()
        self.generate(server, "--count", "10", "--batch", "4", "--start", "1700000000")
        self.assertEqual([4, 4, 2], [len(body) for body in server.taken])

    def test_what_is_refused_for_now_or_lost_on_the_way_is_sent_again(self):
        server = self.serve(503, 429, "drop", 503)
        code, out = self.generate(server, "--count", "20", "--batch", "5", "--start", "1700000000")
        self.assertEqual(0, code)
        self.assertIn("sent 20", out)
        self.assertIn("retries 4", out)
        self.assertEqual(20, len(list(server.candles())))

    def test_what_is_refused_for_good_is_said_once_and_counted(self):
        server = self.serve(422, 422)
        code, out = self.generate(server, "--count", "20", "--batch", "5", "--start", "1700000000")
        self.assertEqual(1, code)
        self.assertIn("rejected 10", out)
        self.assertEqual(1, out.count("because"))

    def test_sources_share_the_symbols_so_that_each_keeps_its_order(self):
        server = self.serve()
        self.generate(server, "--count", "600", "--batch", "7", "--sources", "3", "--symbols", "9", "--start", "1700000000")
        last = {}
        count = 0
        for candle in server.candles():
            symbol = candle["stock_symbol"]
            self.assertLess(last.get(symbol, 0), candle["timestamp"])
            last[symbol] = candle["timestamp"]
            count += 1
        self.assertEqual(600, count)
        self.assertEqual(9, len(last))

    def test_the_rate_is_kept(self):
        server = self.serve()
        began = time.monotonic()
        generate.main(["--url", server.url, "--rate", "100", "--count", "60", "--quiet"])
        self.assertGreater(time.monotonic() - began, 0.5)


class ManageTest(unittest.TestCase):
    def manage(self, *arguments):
        environment = dict(os.environ, TICKTIDE_RUN=self.folder.name)
        return subprocess.run(
            [os.path.join(HERE, "manage.sh"), *arguments], env=environment, capture_output=True, text=True, timeout=20
        )

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.addCleanup(self.manage, "stop")

    def test_it_starts_once_says_so_and_stops(self):
        server = Server()
        self.addCleanup(server.close)
        self.assertEqual(3, self.manage("status").returncode)
        self.assertEqual(0, self.manage("start", "--url", server.url, "--rate", "50").returncode)
        self.assertEqual(0, self.manage("status").returncode)
        self.assertEqual(1, self.manage("start", "--url", server.url).returncode)
        deadline = time.monotonic() + 10
        while not server.taken and time.monotonic() < deadline:
            time.sleep(0.05)
        stopped = self.manage("stop")
        self.assertEqual(0, stopped.returncode)
        self.assertIn("sent", stopped.stdout)
        self.assertEqual(3, self.manage("status").returncode)
        self.assertTrue(server.taken)

    def test_a_wrong_option_is_reported_and_nothing_runs(self):
        started = self.manage("start", "--no-such-option")
        self.assertEqual(1, started.returncode)
        self.assertIn("unrecognized", started.stderr)
        self.assertEqual(3, self.manage("status").returncode)


if __name__ == "__main__":
    unittest.main()
