"""Every address of the house, found by walking the URL configuration itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses of libraries, each tested as a whole in test_others_doors.py.
OTHERS = ("admin/", "accounts/", "i18n/")


@dataclass(frozen=True)
class Route:
    """One address: the name by which it is reversed and the parameters it takes."""

    name: str
    path: str
    parameters: tuple[str, ...]


def ours() -> list[Route]:
    """All routes but those of libraries; a route without a name is a mistake and is shown by its path."""
    found = {route.name: route for route in _walk(get_resolver(), "", "", ())}
    return [route for route in found.values() if not route.path.startswith(OTHERS)]


def _walk(resolver: URLResolver, path: str, namespace: str, parameters: tuple[str, ...]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        takes = parameters + tuple(pattern.pattern.regex.groupindex)
        here = path + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner, takes)
        elif isinstance(pattern, URLPattern):
            name = namespace + pattern.name if pattern.name else f"unnamed: {here}"
            yield Route(name, here, takes)
