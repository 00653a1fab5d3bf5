"""Fetches an export from an allowed address into a file: resumed where it breaks, slowed down where asked."""

from __future__ import annotations

import email.message
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import urllib3

from recommendations.uhri.addresses import AddressRefused, AllowedHosts, Target
from recommendations.uhri.connecting import Watch, pool
from recommendations.uhri.fetched import USUAL, Fetched, FetchFailed, Patience

_CHUNK = 1 << 16
_REDIRECTS = {301, 302, 303, 307, 308}
_NO_SUCH_RANGE = 416
_ANEW = {"connection", "silent", "status"}
_LATER = {429, 500, 502, 503, 504}


def fetch(
    url: str,
    to: Path,
    *,
    allowed: AllowedHosts,
    etag: str = "",
    last_modified: str = "",
    patience: Patience = USUAL,
    progress: Callable[[int, int | None], None] | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Fetch `url` into the file `to`.

    `etag` and `last_modified` are those of the copy at hand: if it is the present one, nothing is fetched.
    Raises AddressRefused or FetchFailed; `to` is then incomplete and is removed.
    """
    transfer = _Transfer(to, allowed, patience, progress, pause)
    try:
        return transfer.run(url, etag, last_modified)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


class _Transfer:
    """One file on its way: how much of it is there, and under which version of it."""

    def __init__(
        self,
        to: Path,
        allowed: AllowedHosts,
        patience: Patience,
        progress: Callable[[int, int | None], None] | None,
        pause: Callable[[float], None],
    ) -> None:
        self.to = to
        self.allowed = allowed
        self.patience = patience
        self.progress = progress
        self.pause = pause
        self.done = 0
        self.version = ""
        self.deadline = time.monotonic() + patience.altogether

    def run(self, url: str, etag: str, last_modified: str) -> Fetched:
        """Until it is there, or there is no hope, or the time is over."""
        with Watch(self.deadline) as self.watch:
            return self._run(url, etag, last_modified)

    def _run(self, url: str, etag: str, last_modified: str) -> Fetched:
        self.to.write_bytes(b"")
        condition = {"If-None-Match": etag} if etag else {}
        if last_modified:
            condition["If-Modified-Since"] = last_modified
        attempt, reached = 0, 0
        while True:
            attempt += 1
            response: Any = None
            wait: float | None = None
            try:
                target, response, final_url = self._request(url, condition)
                if response.status == 304 and condition:
                    return Fetched(
                        final_url, _name(final_url, response.headers), 0, etag, last_modified, unchanged=True
                    )
                if response.status in _LATER:
                    wait = _retry_after(response.headers)
                    raise FetchFailed("status", host=target.host, status=response.status)
                self._receive(target, response)
                headers = response.headers
                return Fetched(
                    final_url,
                    _name(final_url, headers),
                    self.done,
                    headers.get("ETag", ""),
                    headers.get("Last-Modified", ""),
                )
            except FetchFailed as failed:
                if failed.code in ("connection", "silent"):
                    self._time_left(str(failed.values["host"]))
                if self.version and self.done > reached:  # it got on: earlier failures do not count any more
                    attempt, reached = 1, self.done
                if failed.code not in _ANEW or attempt >= self.patience.attempts:
                    raise
                if failed.code == "status" and failed.values["status"] not in _LATER:
                    raise
                self._wait(attempt, wait, str(failed.values["host"]))
            finally:
                if response is not None:
                    response.close()

    def _wait(self, attempt: int, asked: float | None, host: str) -> None:
        """As long as the server asks for, or a little longer each time."""
        own = min(self.patience.first_pause * 2 ** (attempt - 1), self.patience.longest_pause)
        seconds = own if asked is None else asked
        if seconds > self.patience.longest_asked:
            raise FetchFailed("asked_to_wait", host=host, minutes=ceil(seconds / 60))
        if time.monotonic() + seconds > self.deadline:
            raise FetchFailed("timeout", host=host, limit=int(self.patience.altogether))
        self.pause(seconds)

    def _request(self, url: str, condition: Mapping[str, str]) -> tuple[Target, Any, str]:
        """Follow redirects by hand: each address on the way is checked like the first."""
        sender = ""
        for _step in range(self.patience.redirects + 1):
            target = self._checked(url, sender)
            response = self._open(target, condition)
            if response.status not in _REDIRECTS or not response.headers.get("Location"):
                return target, response, url
            response.close()
            sender, url = target.host, urljoin(url, response.headers["Location"])
        raise FetchFailed("redirects", host=urlsplit(url).hostname or "")

    def _checked(self, url: str, sender: str) -> Target:
        """Where to connect; a refusal names the host that sent there."""
        try:
            return self.allowed.check(url)
        except AddressRefused as refused:
            refused.sender = sender
            raise

    def _open(self, target: Target, condition: Mapping[str, str]) -> Any:
        headers = {
            "Host": target.authority,
            "User-Agent": "national-recommendations-register",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        }
        if self.done and self.version:
            headers |= {"Range": f"bytes={self.done}-", "If-Range": self.version}
        else:
            headers |= condition
        broken: Exception | None = None
        for ip in target.ips:
            try:
                timeout = urllib3.Timeout(connect=self.patience.connect, read=self._time_left(target.host))
                return pool(target, ip, timeout, self.watch).request(
                    "GET", target.path, headers=headers, redirect=False, retries=False, preload_content=False
                )
            except (urllib3.exceptions.HTTPError, OSError) as refused:
                broken = refused
        raise self._broken(target, broken) from broken

    def _broken(self, target: Target, broken: Exception | None) -> FetchFailed:
        if isinstance(broken, urllib3.exceptions.ReadTimeoutError):
            return FetchFailed("silent", host=target.host, limit=int(self.patience.read))
        return FetchFailed("connection", host=target.host)

    def _time_left(self, host: str) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchFailed("timeout", host=host, limit=int(self.patience.altogether))
        return min(left, self.patience.read)

    def _receive(self, target: Target, response: Any) -> None:
        """Write the body behind what is there, or afresh where the server does not go on."""
        if response.status == _NO_SUCH_RANGE and self.done:  # another file by now: from the beginning
            self.done, self.version = 0, ""
            raise FetchFailed("connection", host=target.host)
        if response.status not in (200, 206):
            raise FetchFailed("status", host=target.host, status=response.status)
        if response.headers.get("Content-Encoding", "identity").lower() not in ("identity", ""):
            raise FetchFailed("encoded", host=target.host)
        goes_on = response.status == 206 and self._is_the_rest(response.headers)
        if response.status == 206 and not goes_on:
            self.done, self.version = 0, ""
            raise FetchFailed("connection", host=target.host)
        if not goes_on:
            self.done = 0
        etag = response.headers.get("ETag", "")
        self.version = (
            etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")
        )
        total = _total(response.headers, self.done)
        if total is not None and total > self.patience.most_bytes:
            raise self._too_large(target)
        with self.to.open("r+b") as file:
            file.seek(self.done)
            file.truncate()
            try:
                for chunk in response.stream(_CHUNK, decode_content=False):
                    file.write(chunk)
                    self.done += len(chunk)
                    self._check_limits(target)
                    if self.progress:
                        self.progress(self.done, total)
            except (urllib3.exceptions.HTTPError, OSError) as broken:
                raise self._broken(target, broken) from broken
        self._check_limits(target)
        if total is not None and self.done < total:
            raise FetchFailed("connection", host=target.host)

    def _is_the_rest(self, headers: Mapping[str, str]) -> bool:
        """Whether a partial answer begins where ours ends, and is of the same version of the file."""
        version = headers.get("ETag", "") or headers.get("Last-Modified", "")
        known = self.version in ("", version) or not version
        return _range_start(headers) == self.done and known

    def _check_limits(self, target: Target) -> None:
        if self.done > self.patience.most_bytes:
            raise self._too_large(target)
        if time.monotonic() > self.deadline:
            raise FetchFailed("timeout", host=target.host, limit=int(self.patience.altogether))

    def _too_large(self, target: Target) -> FetchFailed:
        return FetchFailed("too_large", host=target.host, limit=self.patience.most_bytes >> 20)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _range_start(headers: Mapping[str, str]) -> int | None:
    value = headers.get("Content-Range", "")
    start = value.removeprefix("bytes ").split("-")[0].strip()
    return int(start) if value.startswith("bytes ") and start.isdecimal() else None


def _total(headers: Mapping[str, str], before: int) -> int | None:
    value = headers.get("Content-Length", "").strip()
    return before + int(value) if value.isdecimal() else None


def _name(url: str, headers: Mapping[str, str]) -> str:
    """The file's name: what the server calls it, else the end of the address."""
    message = email.message.Message()
    message["Content-Disposition"] = headers.get("Content-Disposition", "")
    name = message.get_filename() or PurePosixPath(unquote(urlsplit(url).path)).name
    return PurePosixPath(name.replace("\\", "/")).name[:120]


__all__ = ["AddressRefused", "AllowedHosts", "FetchFailed", "Fetched", "Patience", "fetch"]
