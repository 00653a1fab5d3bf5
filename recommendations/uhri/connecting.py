"""Connections to one checked address, and a watch that cuts them off when the time is over."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any, Self

import urllib3

from recommendations.uhri.addresses import Target


class Watch:
    """Cuts the connections it knows at a moment: a server that sends drop by drop holds nobody longer."""

    def __init__(self, deadline: float) -> None:
        self.known: list[socket.socket] = []
        self.timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self.timer.daemon = True

    def __enter__(self) -> Self:
        self.timer.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.timer.cancel()
        for connection in self.known:
            connection.close()

    def know(self, connection: socket.socket) -> None:
        """By a handle of its own on the plain connection, as others close theirs when they like."""
        self.known.append(socket.fromfd(connection.fileno(), connection.family, connection.type))

    def _cut(self) -> None:
        for connection in self.known:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def pool(target: Target, ip: str, timeout: urllib3.Timeout, watch: Watch) -> Any:
    """Connections to that very address; the certificate must be the host's all the same."""
    found: Any
    if target.scheme == "http":
        found = urllib3.HTTPConnectionPool(ip, target.port, timeout=timeout, maxsize=1)
    else:
        found = urllib3.HTTPSConnectionPool(
            ip,
            target.port,
            timeout=timeout,
            server_hostname=target.host,
            assert_hostname=target.host,
            cert_reqs="CERT_REQUIRED",
            maxsize=1,
        )
    found.ConnectionCls = _watched(found.ConnectionCls, watch)
    return found


def _watched(kind: Any, watch: Watch) -> Any:
    class Watched(kind):
        """Tells the watch of its socket as soon as there is one."""

        def connect(self) -> None:
            super().connect()
            if self.sock is not None:
                watch.know(self.sock)

    return Watched
