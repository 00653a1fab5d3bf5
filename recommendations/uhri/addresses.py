"""Which addresses may be fetched: hosts on the list only, checked again at every redirect."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_lazy as _

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MESSAGES = {
    "scheme": _("Only http and https addresses can be fetched."),
    "address": _("%(url)s is not a complete address."),
    "host": _("%(host)s is not on the list of hosts that may be fetched (UHRI_ALLOWED_HOSTS)."),
    "private": _("%(host)s leads into a private network. It was not fetched."),
    "unknown_host": _("There is no host %(host)s, or it cannot be reached from here."),
}


class AddressRefused(Exception):
    """This address may not be fetched."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.sender = ""  # the host that redirected there

    def __str__(self) -> str:
        why = str(_MESSAGES[self.code]) % self.values
        if not self.sender:
            return why
        return str(_("%(host)s sends on to another address. %(why)s")) % {"host": self.sender, "why": why}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: the very addresses that were checked, so that a second look-up leads nowhere else."""

    scheme: str
    host: str
    port: int
    ips: tuple[str, ...]
    path: str

    @property
    def authority(self) -> str:
        """The Host header: brackets around IPv6, the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if _DEFAULT_PORTS[self.scheme] == self.port else f"{host}:{self.port}"


class AllowedHosts:
    """The list `host[:port]`. Without a port, only the scheme's own (80, 443) is meant.

    A host whose name leads into a private network is refused, unless that private address, or `localhost`,
    stands in the list by itself.
    """

    def __init__(self, entries: Iterable[str], resolve: Resolver | None = None) -> None:
        self.entries = {entry.strip().casefold() for entry in entries if entry.strip()}
        self.resolve = resolve or look_up

    def check(self, url: str) -> Target:
        """The one address to connect to, or AddressRefused."""
        parts = _split(url)
        host = _ascii_host(parts.hostname or "")
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        if not self._lists(host, port, _DEFAULT_PORTS[parts.scheme]):
            raise AddressRefused("host", host=f"{host}:{port}" if parts.port else host)
        addresses = [ipaddress.ip_address(found) for found in self.resolve(host, port)]
        if not addresses:
            raise AddressRefused("unknown_host", host=host)
        for address in addresses:  # one bad answer among good ones is a trick, not a coincidence
            if not is_public(address) and not self._lists_private(host, address):
                raise AddressRefused("private", host=host)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(parts.scheme, host, port, tuple(map(str, addresses)), path)

    def _lists(self, host: str, port: int, default_port: int) -> bool:
        bare = f"[{host}]" if ":" in host else host
        return f"{bare}:{port}" in self.entries or (
            port == default_port and (host in self.entries or bare in self.entries)
        )

    def _lists_private(self, host: str, address: IP) -> bool:
        if host == "localhost" and address.is_loopback:
            return True
        names = {
            entry if entry.count(":") > 1 and "]" not in entry else entry.rsplit("]:", 1)[0].strip("[]")
            for entry in self.entries
        }
        names |= {entry.rsplit(":", 1)[0] for entry in self.entries if entry.count(":") == 1}
        return str(address) in names


def _split(url: str) -> SplitResult:
    if any(ord(sign) <= 0x20 or sign == "\\" for sign in url):
        raise AddressRefused("address", url=url[:100])
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise AddressRefused("address", url=url[:100]) from wrong
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressRefused("scheme")
    if not parts.hostname or parts.username is not None or parts.password is not None or port == 0:
        raise AddressRefused("address", url=url[:100])
    return parts


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").casefold().rstrip(".")
    except UnicodeError as wrong:
        raise AddressRefused("address", url=host[:100]) from wrong


def is_public(address: IP) -> bool:
    """Whether the address belongs to the open network, also behind the forms in which IPv6 wraps IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped:
            return is_public(wrapped)
    if any(address.version == net.version and address in net for net in _INSIDE):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


_INSIDE = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("192.0.0.0/24"))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def look_up(host: str, port: int) -> list[str]:
    """Every address the name has."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise AddressRefused("unknown_host", host=host) from wrong
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
