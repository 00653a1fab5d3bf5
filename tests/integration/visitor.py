"""Somebody who uses the pages without a browser: opens them, fills in their forms, sends them."""

import http.cookiejar
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from tests.running import House

File = tuple[str, bytes]


@dataclass(frozen=True)
class Answer:
    """What came back, at which address in the end."""

    status: int
    url: str
    text: str

    def form(self, action: str = "", *, holding: str = "") -> Any:
        """The form with this address, or with such a field; what it holds already comes along."""
        page = html.fromstring(self.text, base_url=self.url)
        found = [form for form in page.forms if action in (form.get("action") or "")]
        found = [form for form in found if not holding or holding in form.fields]
        assert found, f"{self.url} has no form for {action or holding}"
        return found[0]


@dataclass
class Visitor:
    """One person with their cookies."""

    house: House
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def signs_in(self, email: str, password: str) -> None:
        """Through the page."""
        form = self.opens("/accounts/login/").form("/login/")
        answer = self.sends(form, {"login": email, "password": password})
        assert "/accounts/login" not in answer.url, answer.url

    def opens(self, address: str) -> Answer:
        """A page, after its redirects."""
        whole = urllib.parse.urljoin(self.house.url, address)
        return self._ask(urllib.request.Request(whole))  # noqa: S310  own house

    def sends(
        self, form: Any, values: dict[str, Any], *, files: dict[str, File] | None = None, to: str = ""
    ) -> Answer:
        """The form as it stands, with these values; `to` is another button's address."""
        held: dict[str, list[str]] = {}
        for name, value in form.form_values():
            held.setdefault(name, []).append(value)
        held |= {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()}
        body, kind = _multipart([(name, one) for name, many in held.items() for one in many], files or {})
        address = urllib.parse.urljoin(self.house.url, to or form.get("action") or "")
        headers = {"Content-Type": kind, "Referer": self.house.url}
        return self._ask(urllib.request.Request(address, data=body, headers=headers))  # noqa: S310  own house

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.url, refused.read().decode())


def _multipart(values: list[tuple[str, str]], files: dict[str, File]) -> tuple[bytes, str]:
    line = secrets.token_hex(16)
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values
    ]
    for name, (filename, content) in files.items():
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"
