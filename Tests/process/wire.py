"""HTTP/1.1 by hand, for what no proper client would send."""

import re
import socket


# In a text that is sent: the address of the server that gets it.
HERE = "[here]"


class Wire(socket.socket):
    """A connection to a server on which bytes go out as they are given."""

    def __init__(self, server, timeout=10, buffer=None):
        super().__init__()
        self.settimeout(timeout)
        if buffer:
            self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.connect(server.host)
        self._rest = b""

    def put(self, text):
        self.sendall(text.replace(HERE, "%s:%d" % self.getpeername()).encode("latin-1") if isinstance(text, str) else text)
        return self

    def answer(self, head_only=False):
        """The next answer as (status, headers in lower case, body); status 0 when the server closed without one."""
        while b"\r\n\r\n" not in self._rest:
            part = self._receive()
            if not part:
                return 0, {}, b""
            self._rest += part
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = 0 if head_only else int(headers.get("content-length", 0))
        while len(self._rest) < length:
            part = self._receive()
            assert part, "closed in the middle of a body"
            self._rest += part
        body, self._rest = self._rest[:length], self._rest[length:]
        return int(first.split()[1]), headers, body

    def is_closed(self):
        """True when the server has ended the connection; waits for it as long as the time-out allows."""
        try:
            while self._receive():
                pass
            return True
        except TimeoutError:
            return False

    def _receive(self):
        try:
            return self.recv(65536)
        except ConnectionResetError:
            return b""


def ask(server, text, **options):
    """One answer to one piece of wire text."""
    with Wire(server) as wire:
        return wire.put(text).answer(**options)


def get(path, *headers, method="GET"):
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {HERE}", *headers, "", ""])


def is_page(answer, language="es"):
    return re.search(rb'<html lang="%s">' % language.encode(), answer[2]) is not None
