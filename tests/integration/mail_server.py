"""A mail server in a thread: takes every mail, or holds its answer back while a test looks."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

TO = re.compile(rb"RCPT TO:<([^>]+)>", re.IGNORECASE)


@dataclass
class Post:
    """What arrived, by whom it was for; `hold_at` is the number of the mail whose answer is held back."""

    hold_at: int = 0
    arrived: list[str] = field(default_factory=list)
    port: int = 0
    is_holding: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def take(self, recipient: str) -> None:
        """The whole mail is here; whoever sent it does not know yet."""
        self.arrived.append(recipient)
        if len(self.arrived) == self.hold_at:
            self.is_holding.set()
            self.go_on.wait(timeout=120)


@contextmanager
def open_post(hold_at: int = 0) -> Iterator[Post]:
    """A server on a port of its own."""
    post = Post(hold_at)

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            recipient = ""
            for line in self.rfile:
                word = line[:4].upper()
                if found := TO.match(line):
                    recipient = found.group(1).decode()
                if word == b"DATA":
                    self.say("354 go on")
                    while self.rfile.readline() not in {b".\r\n", b""}:
                        continue
                    post.take(recipient)
                self.say("221 bye" if word == b"QUIT" else "250 yes")
                if word == b"QUIT":
                    return

        def finish(self) -> None:
            """Whoever was killed has hung up."""
            try:
                super().finish()
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """As above."""

    with Server(("127.0.0.1", 0), Talk) as server:
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            post.go_on.set()
            server.shutdown()
            thread.join()
