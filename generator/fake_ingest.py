"""A real HTTP server for the tests that answers as it is told."""

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

TAKEN = (200, {}, {"status": "stored"})
DROP = None


class FakeIngest:
    """Gives the scripted answers in turn, then takes everything. Has its port at once, but listens only when entered.

    `taken` has the events of the requests answered 200.
    """

    def __init__(self, *answers, always=TAKEN):
        self.requests, self.taken, self.connections = [], [], set()
        self._answers, self._always, self._lock = list(answers), always, Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(), bind_and_activate=False)
        self._server.server_bind()
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/ingest"

    def __enter__(self):
        self._server.server_activate()
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def answer_to(self, path, body, client):
        with self._lock:
            answer = self._answers.pop(0) if self._answers else self._always
            self.requests.append((path, body))
            self.connections.add(client)
            if answer is not DROP and answer[0] == 200:
                self.taken.extend(body if isinstance(body, list) else [body])
            return answer

    def _handler(ingest):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Otherwise Nagle and the delayed acknowledgement cost 40 ms an answer.
            disable_nagle_algorithm = True

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = ingest.answer_to(self.path, body, self.client_address)
                if answer is DROP:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, headers, content = answer
                payload = json.dumps(content).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": len(payload)}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_):
                pass

        return Handler
