"""Clients that take their time. They need a minute, so they are sent off with the first test and looked at by the last."""

import threading
import time

from wire import Wire, get

FORM = "Content-Type: application/x-www-form-urlencoded"


class SlowClient:
    """Sends one byte a second after a beginning, and remembers what became of the connection."""

    def __init__(self, server, beginning, drip, longest=100):
        self.status = None
        self.answered_after = None
        self.closed_after = None
        self._work = threading.Thread(target=self._run, args=(server, beginning, drip, longest), daemon=True)
        self._work.start()

    def _run(self, server, beginning, drip, longest):
        begun = time.monotonic()
        with Wire(server, timeout=1) as wire:
            wire.put(beginning)
            while time.monotonic() - begun < longest:
                try:
                    if drip:
                        wire.put(drip)
                    if self.status is None:
                        self.status = wire.answer()[0] or None
                        self.answered_after = time.monotonic() - begun
                    if self.status is None or wire.is_closed():
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
            else:
                return
        self.closed_after = time.monotonic() - begun

    def finished(self):
        self._work.join(120)
        return self


class DeafClient:
    """Asks for far more than the buffers between hold, and reads nothing for a minute."""

    ASKED = 20

    def __init__(self, server):
        self.received = 0
        self.was_closed = False
        self.size = len(server.get("/lists/us/posts.geojson", headers={"Accept-Encoding": "identity"}).content)
        self._work = threading.Thread(target=self._run, args=(server,), daemon=True)
        self._work.start()

    def _run(self, server):
        with Wire(server, timeout=10, buffer=65536) as wire:
            for _ in range(self.ASKED):
                # Apart, so that each has wholly arrived: an idle time-out alone would wait for the answers to be taken.
                wire.put(get("/lists/us/posts.geojson"))
                time.sleep(0.1)
            time.sleep(70)  # Deafness is the point.
            try:
                while part := wire._receive():
                    self.received += len(part)
                self.was_closed = True
            except TimeoutError:
                pass

    def finished(self):
        self._work.join(120)
        return self


class SlowClients:
    def __init__(self, server):
        self.server = server
        self.memory = server.memory
        self.silent = SlowClient(server, "", "")
        self.header = SlowClient(server, "GET /es HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a")
        self.after_an_answer = SlowClient(server, get("/healthz"), "")
        self.body = SlowClient(server, get("/es/find/here", FORM, "Content-Length: 10000", method="POST"), "a")
        self.body_nobody_wants = SlowClient(server, get("/healthz", "Content-Length: 10000"), "a")
        self.deaf = DeafClient(server)
