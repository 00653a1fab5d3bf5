"""Fetching from a real server on this machine: allowed hosts only, resumed, slowed down, cut off."""

import contextlib
import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recommendations.uhri.addresses import AddressRefused, AllowedHosts
from recommendations.uhri.fetch import Fetched, FetchFailed, Patience, fetch

CONTENT = bytes(range(256)) * 400
Answer = Callable[[BaseHTTPRequestHandler, int], None]


class Server:
    """Answers as the test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[dict[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                number = len(server.asked)
                server.asked.append({**dict(self.headers), "path": self.path})
                server.answers[min(number, len(server.answers) - 1)](self, number)
                self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.port = self.http.server_address[1]

    def url(self, path: str = "/export-full-en.json") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


def whole(handler: BaseHTTPRequestHandler, _number: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.send_header("ETag", '"v1"')
    handler.send_header("Last-Modified", "Mon, 02 Mar 2026 00:00:00 GMT")
    handler.end_headers()
    handler.wfile.write(CONTENT)


def half(handler: BaseHTTPRequestHandler, _number: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.send_header("ETag", '"v1"')
    handler.end_headers()
    handler.wfile.write(CONTENT[: len(CONTENT) // 2])


def rest(handler: BaseHTTPRequestHandler, _number: int) -> None:
    start = int(handler.headers["Range"].removeprefix("bytes=").split("-")[0])
    handler.send_response(206)
    handler.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
    handler.send_header("Content-Length", str(len(CONTENT) - start))
    handler.send_header("ETag", '"v1"')
    handler.end_headers()
    handler.wfile.write(CONTENT[start:])


def status(code: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _number: int) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@pytest.fixture
def get(server: Server, tmp_path: Path) -> Callable[..., Fetched]:
    """Fetches from the server; pauses are noted in `get.pauses` instead of being waited for."""
    pauses: list[float] = []

    def fetch_it(path: str = "/export-full-en.json", **more: Any) -> Fetched:
        more.setdefault("allowed", AllowedHosts([f"127.0.0.1:{server.port}"]))
        more.setdefault("patience", Patience(read=5, altogether=60))
        return fetch(server.url(path), tmp_path / "got", pause=pauses.append, **more)

    fetch_it.pauses = pauses  # type: ignore[attr-defined]
    fetch_it.file = tmp_path / "got"  # type: ignore[attr-defined]
    return fetch_it


def test_fetch_gets_the_file_with_its_name_and_version(server, get):
    server.answers = [whole]

    got = get()

    assert get.file.read_bytes() == CONTENT
    assert (got.name, got.etag, got.bytes) == ("export-full-en.json", '"v1"', len(CONTENT))


def test_fetch_says_when_nothing_is_new(server, get):
    server.answers = [status(304)]

    got = get(etag='"v1"', last_modified="Mon, 02 Mar 2026 00:00:00 GMT")

    assert got.unchanged
    assert server.asked[0]["If-None-Match"] == '"v1"'


def test_fetch_resumes_where_it_broke_off(server, get):
    server.answers = [half, rest]

    got = get()

    assert get.file.read_bytes() == CONTENT
    assert server.asked[1]["Range"] == f"bytes={len(CONTENT) // 2}-"
    assert server.asked[1]["If-Range"] == '"v1"'
    assert got.bytes == len(CONTENT)


def test_fetch_begins_again_where_the_server_does_not_resume(server, get):
    server.answers = [half, whole]

    get()

    assert get.file.read_bytes() == CONTENT


def piece(handler: BaseHTTPRequestHandler, _number: int) -> None:
    """A twentieth more each time, then the connection breaks."""
    start = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
    handler.send_response(206 if start else 200)
    if start:
        handler.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
    handler.send_header("Content-Length", str(len(CONTENT) - start))
    handler.send_header("ETag", '"v1"')
    handler.end_headers()
    handler.wfile.write(CONTENT[start : start + len(CONTENT) // 20])


def test_fetch_goes_on_as_long_as_it_gets_on(server, get):
    server.answers = [piece]

    got = get()

    assert get.file.read_bytes() == CONTENT
    assert len(server.asked) == 20 > Patience().attempts
    assert got.bytes == len(CONTENT)


def test_fetch_gives_up_on_a_server_that_always_breaks_at_the_same_place(server, get):
    server.answers = [half]

    with pytest.raises(FetchFailed) as failed:
        get()

    assert failed.value.code == "connection"
    assert len(server.asked) <= Patience().attempts + 1
    assert not get.file.exists()


def test_fetch_begins_again_where_the_file_is_another_by_now(server, get):
    def another(handler: BaseHTTPRequestHandler, _number: int) -> None:
        start = int(handler.headers["Range"].removeprefix("bytes=").split("-")[0])
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        handler.send_header("Content-Length", str(len(CONTENT) - start))
        handler.send_header("ETag", '"v2"')
        handler.end_headers()
        handler.wfile.write(b"x" * (len(CONTENT) - start))

    server.answers = [half, another, whole]

    get()

    assert get.file.read_bytes() == CONTENT
    assert "Range" not in server.asked[2]


def test_fetch_begins_again_where_the_file_has_become_shorter(server, get):
    server.answers = [half, status(416), whole]

    get()

    assert get.file.read_bytes() == CONTENT


def test_fetch_ends_with_a_server_that_sends_drop_by_drop(server, get):
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler, _number: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        with contextlib.suppress(ConnectionError):
            for byte in CONTENT:
                if stop.wait(0.05):
                    break
                handler.wfile.write(bytes([byte]))

    server.answers = [drip]

    with pytest.raises(FetchFailed) as failed:
        get(patience=Patience(read=2, altogether=0.6, attempts=2))
    stop.set()

    assert failed.value.code == "timeout"


def test_fetch_ends_with_a_server_whose_headers_never_end(server, get):
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler, _number: int) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with contextlib.suppress(ConnectionError):
            while not stop.wait(0.05):
                handler.wfile.write(b"X-More: x\r\n")

    server.answers = [drip]

    with pytest.raises(FetchFailed) as failed:
        get(patience=Patience(read=5, altogether=0.6, attempts=2))
    stop.set()

    assert failed.value.code == "timeout"


def test_fetch_waits_until_the_moment_that_is_named(server, get):
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    server.answers = [status(503, Retry_After=then), whole]

    get()

    assert 30 < get.pauses[0] <= 40


def test_fetch_neither_waits_for_ever_nor_asks_sooner_than_it_was_told(server, get):
    server.answers = [status(429, Retry_After="86400"), whole]

    with pytest.raises(FetchFailed, match="for 1440 minutes"):
        get()

    assert (get.pauses, len(server.asked)) == ([], 1)


def test_fetch_never_pauses_longer_than_its_patience(server, get):
    server.answers = [status(503), status(503), status(503), whole]

    get(patience=Patience(first_pause=5, longest_pause=9))

    assert get.pauses == [5, 9, 9]


def test_fetch_slows_down_when_told_and_doubles_its_pauses(server, get):
    server.answers = [status(429, Retry_After="7"), status(503), status(500), whole]

    get()

    assert get.pauses == [7, 4, 8]


def test_fetch_gives_up_on_a_server_that_keeps_failing_and_leaves_no_file(server, get):
    server.answers = [status(503)]

    with pytest.raises(FetchFailed) as failed:
        get(patience=Patience(attempts=3))

    assert failed.value.code == "status"
    assert len(server.asked) == 3
    assert not get.file.exists()


def test_fetch_does_not_ask_again_for_what_is_not_there(server, get):
    server.answers = [status(404)]

    with pytest.raises(FetchFailed):
        get()

    assert len(server.asked) == 1


def test_fetch_ends_with_a_server_that_hangs(server, get):
    hanging = threading.Event()
    server.answers = [lambda handler, number: hanging.wait(10) and None]

    with pytest.raises(FetchFailed) as failed:
        get(patience=Patience(read=0.2, attempts=2))
    hanging.set()

    assert (failed.value.code, len(server.asked)) == ("silent", 2)


def test_fetch_stops_at_its_limit_of_size_whether_announced_or_not(server, get):
    def unannounced(handler: BaseHTTPRequestHandler, _number: int) -> None:
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(ConnectionError):
            handler.wfile.write(CONTENT * 40)

    for answer in (whole, unannounced):
        server.answers = [answer]
        with pytest.raises(FetchFailed) as failed:
            get(patience=Patience(most_bytes=50_000, attempts=1))
        assert failed.value.code == "too_large"


def test_fetch_takes_no_encoding_that_it_did_not_ask_for(server, get):
    def squeezed(handler: BaseHTTPRequestHandler, _number: int) -> None:
        content = gzip.compress(CONTENT)
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    server.answers = [squeezed]

    with pytest.raises(FetchFailed) as failed:
        get()

    assert failed.value.code == "encoded"


def test_fetch_follows_a_redirect_to_an_allowed_address(server, get):
    server.answers = [status(302, Location="/elsewhere.json"), whole]

    got = get()

    assert got.name == "elsewhere.json"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/inside",
        "http://localhost/inside",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/inside",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/x",
        "//169.254.169.254/x",
        "http://2130706433/x",
        "http://0x7f.1/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://[::ffff:7f00:1]/x",
        "http://user:secret@127.0.0.1/x",
        "http://127.0.0.1.nip.example/x",
        "https://127.0.0.1/x",
        "javascript:alert(1)",
        "data:application/json,[]",
        "http://127.0.0.1:22/x",
    ],
)
def test_fetch_follows_no_redirect_out_of_the_list(server, get, location):
    server.answers = [status(302, Location=location)]

    with pytest.raises(AddressRefused, match=r"^127\.0\.0\.1 sends on to another address\. "):
        get()

    assert len(server.asked) == 1


def test_fetch_ends_a_circle_of_redirects(server, get):
    server.answers = [status(302, Location="/again")]

    with pytest.raises(FetchFailed) as failed:
        get()

    assert failed.value.code == "redirects"


# --- which addresses are allowed at all ---------------------------------------------------------------


def resolving(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: list(addresses)


PUBLIC = "93.184.215.14"


def test_only_listed_hosts_and_ports_are_allowed():
    hosts = AllowedHosts(["uhri.ohchr.org", "data.example:8443"], resolving(PUBLIC))

    assert hosts.check("https://UHRI.ohchr.org/x?y=1").ips == (PUBLIC,)
    assert hosts.check("https://data.example:8443/x").port == 8443
    for url in (
        "https://data.example/x",
        "https://uhri.ohchr.org:8443/",
        "https://uhri.ohchr.org.evil.example/",
    ):
        with pytest.raises(AddressRefused) as refused:
            hosts.check(url)
        assert refused.value.code == "host"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  an address to refuse
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::ffff:10.0.0.1",
        "fec0::1",
        "192.0.0.8",
        "224.0.0.1",
    ],
)
def test_a_listed_name_that_leads_inside_is_refused(address):
    with pytest.raises(AddressRefused) as refused:
        AllowedHosts(["uhri.ohchr.org"], resolving(PUBLIC, address)).check("https://uhri.ohchr.org/")

    assert refused.value.code == "private"


def test_a_private_address_is_reached_where_it_is_listed_itself():
    assert AllowedHosts(["10.1.2.3:8000"]).check("http://10.1.2.3:8000/").ips == ("10.1.2.3",)
    assert AllowedHosts(["[::1]:8000"]).check("http://[::1]:8000/").ips == ("::1",)
    assert AllowedHosts(["localhost:8000"]).check("http://localhost:8000/").host == "localhost"
    assert AllowedHosts(["mirror.house", "10.1.2.3"], resolving("10.1.2.3")).check("http://mirror.house/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://uhri.ohchr.org/",
        "//uhri.ohchr.org/",
        "https://",
        "https://user:secret@uhri.ohchr.org/",
        "https://uhri.ohchr.org\\@evil.example/",
        "https://uhri.ohchr.org/a b",
        "https://uhri.ohchr.org:99999/",
        "https://uhri.ohchr.org:0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "",
    ],
)
def test_addresses_with_tricks_are_refused(url):
    with pytest.raises(AddressRefused):
        AllowedHosts(["uhri.ohchr.org"], resolving(PUBLIC)).check(url)


def test_the_connection_goes_to_the_very_address_that_was_checked(server, tmp_path):
    """A name that resolves differently the second time leads nowhere else: it is resolved once."""
    server.answers = [whole]
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    allowed = AllowedHosts([f"rebind.example:{server.port}", "127.0.0.1"], resolve)

    fetch(f"http://rebind.example:{server.port}/x", tmp_path / "got", allowed=allowed)

    assert looked_up == ["rebind.example"]
    assert server.asked[0]["Host"] == f"rebind.example:{server.port}"


def test_a_name_with_several_addresses_is_reached_at_the_one_that_answers(server, tmp_path):
    server.answers = [whole]
    allowed = AllowedHosts([f"localhost:{server.port}"], resolving("::1", "127.0.0.1"))

    got = fetch(f"http://localhost:{server.port}/x.json", tmp_path / "got", allowed=allowed)

    assert got.bytes == len(CONTENT)
