"""Where a source comes from: a file at hand, an upload, an allowed address; opened for reading."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from recommendations.services import uhri_register, uhri_staging
from recommendations.uhri.addresses import AllowedHosts
from recommendations.uhri.fetch import Fetched, Patience, fetch
from recommendations.uhri.labels import Labels
from recommendations.uhri.reading import Reading
from recommendations.uhri.sources import Source

WORKING_ROOT: Path = settings.WORKING_ROOT
_CHUNK = 1 << 20


def is_address(source: str) -> bool:
    """Whether this is an address rather than a path; other schemes are addresses too, and refused as such."""
    scheme = urlsplit(source).scheme
    return "://" in source and len(scheme) > 1 and not Path(source).exists()


def allowed() -> AllowedHosts:
    """The hosts that this house fetches from."""
    return AllowedHosts(settings.UHRI_ALLOWED_HOSTS)


Progress = Callable[[int, int | None], None]


def fetch_to(
    path: Path,
    address: str,
    *,
    progress: Progress | None = None,
    etag: str = "",
    last_modified: str = "",
) -> Fetched:
    """Fetch an address into a file, or learn that it is what it was under these marks.

    Raises AddressRefused or FetchFailed.
    """
    patience = Patience(most_bytes=settings.UHRI_MAX_BYTES)
    return fetch(
        address,
        path,
        allowed=allowed(),
        patience=patience,
        progress=progress,
        etag=etag,
        last_modified=last_modified,
    )


def now_and_then(tell: Callable[[int, int], None], every: float = 1.0) -> Progress:
    """Tell of progress once a second and not with every piece; bytes, of how many (0: not known)."""
    last = 0.0

    def told(done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            tell(done, max(total or 0, done) if total else 0)

    return told


def reading(path: Path, *, name: str = "", country: str, beside: bool = False) -> Reading:
    """The source, ready for one State. `beside`: label files in its folder explain the site's ids."""
    labels = Labels()
    if settings.UHRI_LABELS:
        labels.load(Path(settings.UHRI_LABELS))
    return Reading(
        Source(path, name=name),
        state=None if country == uhri_staging.ALL else country,
        labels=labels,
        known_states=uhri_staging.known_states(country),
        known_days=uhri_register.days_of,
        labels_beside=beside,
    )


def digest(path: Path) -> str:
    """SHA-256 of the bytes."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()
