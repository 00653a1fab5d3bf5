"""Small signs that paper carries in place: the silhouettes of the statuses and the mark of the house.

Eight shapes that differ without colour. They are written into the document, for paper has no sprite.
"""

from django.utils.safestring import SafeString, mark_safe

from nmrf.base.strips import INKS

_STROKED = {
    "na": (
        (
            "M8 1.2v1.9M8 12.9v1.9M1.2 8h1.9M12.9 8h1.9M3.2 3.2l1.35 1.35M11.45 11.45l1.35 1.35"
            "M12.8 3.2l-1.35 1.35M4.55 11.45L3.2 12.8"
        ),
        2.1,
    ),
    "ns": ("M3.6 2.3v11.4L13.6 8z", 2),
    "nl": ("M3 3h10v10H3z", 1.7),
}
_FILLED = {
    "ip": "M1 2.2L8 8l-7 5.8zM8 2.2L15 8l-7 5.8z",
    "pi": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.9a5.1 5.1 0 0 1 0 10.2z",
    "im": "M8 .8a7.2 7.2 0 1 0 0 14.4A7.2 7.2 0 0 0 8 .8zM6.9 11.7L3.4 8.2l1.5-1.5 2 2 4.3-4.3 1.5 1.5z",
    "ic": (
        "M6.2 2a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM5.2 11.3L2.3 8.4l1.3-1.3 1.6 1.6 3.6-3.6 1.3 1.3z"
        "M10.3 1.84A6.2 6.2 0 0 1 10.3 14.16 7.4 7.4 0 0 0 10.3 1.84z"
    ),
    "ni": (
        "M1 1h14v14H1zM4.2 5.7L6.5 8l-2.3 2.3 1.5 1.5L8 9.5l2.3 2.3 1.5-1.5L9.5 8l2.3-2.3-1.5-1.5"
        "L8 6.5 5.7 4.2z"
    ),
    "nl": "M0 7.1h16v1.8H0z",
}
_DIRECTIONAL = {"ns", "ip"}


def status_icon(code: str, *, size: int = 10, mirrored: bool = False) -> SafeString:
    """The silhouette of a status as SVG; `mirrored` turns the ones that point forward."""
    ink = INKS[code]
    paths = ""
    if code in _STROKED:
        path, width = _STROKED[code]
        paths += f'<path d="{path}" stroke="{ink}" stroke-width="{width}" fill="none"/>'
    if code in _FILLED:
        paths += f'<path d="{_FILLED[code]}" fill="{ink}" fill-rule="evenodd"/>'
    if mirrored and code in _DIRECTIONAL:
        paths = f'<g transform="matrix(-1 0 0 1 16 0)">{paths}</g>'
    return mark_safe(  # noqa: S308 (only constants)
        f'<svg class="i" viewBox="0 0 16 16" width="{size}" height="{size}" aria-hidden="true">{paths}</svg>'
    )


def house_mark(*, height: int = 16) -> SafeString:
    """The pilcrow that stands before the name of the house."""
    return mark_safe(  # noqa: S308 (only constants)
        f'<svg viewBox="0 0 16 20" width="{round(height * 0.8)}" height="{height}" fill="#17357A"'
        ' aria-hidden="true"><path d="M6.6 0H16v1.8h-2V20h-2V1.8H9.8V20h-2V11.4H6.6A5.7 5.7 0 0 1 6.6 0z"/>'
        "</svg>"
    )
