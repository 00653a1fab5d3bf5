"""The status strip: one thin line of segments, the same from table row to page head, PDF and DOCX.

Pure functions. A segment is known by its short code (`na ns ip pi im ic ni nl`); the words that go
with it come from whoever draws, so that this module knows no language and no domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

ORDER = ("na", "ns", "ni", "ip", "pi", "im", "ic", "nl")
"""Folded public groups stand where their first member stands: `ni` (not done) takes the place of `ns`."""

EXACT_ORDER = ("na", "ns", "ip", "pi", "im", "ic", "ni", "nl")
"""The order of the eight exact statuses."""

FLOOR = 1.2
"""No segment that is not empty is narrower than this share of the strip, in percent."""

INKS = {
    "na": "#55544D",
    "ns": "#B9770E",
    "ip": "#4C8DC6",
    "pi": "#17706E",
    "im": "#0A3F34",
    "ic": "#0A3F34",
    "ni": "#AD3320",
    "nl": "#87847A",
}
PATTERNED = {"na", "ic", "nl"}
FOLDED = {"ns": "ni", "ic": "im"}


@dataclass(frozen=True)
class Segment:
    """One status on a strip; `x` and `width` are percentages of its length."""

    code: str
    count: int
    x: float
    width: float


def fold(counts: Mapping[str, int]) -> dict[str, int]:
    """The six public groups: not started joins not implemented, continuing joins implemented."""
    folded: dict[str, int] = {}
    for code, count in counts.items():
        group = FOLDED.get(code, code)
        folded[group] = folded.get(group, 0) + count
    return folded


def segments(counts: Mapping[str, int], *, exact: bool = False) -> list[Segment]:
    """Where each status that occurs stands on the strip, in the fixed order, never sorted by size."""
    order = EXACT_ORDER if exact else ORDER
    present = [(code, counts[code]) for code in order if counts.get(code, 0) > 0]
    total = sum(count for _, count in present)
    if not total:
        return []
    shares = [max(FLOOR, 100 * count / total) for _, count in present]
    scale = 100 / sum(shares)
    placed, x = [], 0.0
    for (code, count), share in zip(present, shares, strict=True):
        placed.append(Segment(code, count, round(x, 2), round(share * scale, 2)))
        x += share * scale
    return placed


def strip_svg(
    counts: Mapping[str, int],
    *,
    label: str = "",
    size: str = "",
    exact: bool = False,
    inline_id: str = "",
    height: int | None = None,
) -> SafeString:
    """The strip as SVG without viewBox, so that patterns never stretch.

    `label` says all counts in words; without one the strip is decoration beside a text that says the
    same. `inline_id` makes the patterns part of this SVG (paper, mail); otherwise the page's sprite
    carries them. `size` is "", "m" or "l".
    """
    suffix = f"-{inline_id}" if inline_id else ""
    bars = format_html_join(
        "",
        '<rect data-s="{}" x="{}%" width="{}%" height="100%" fill="{}"{}/>',
        (
            (s.code, f"{s.x:.2f}", f"{s.width:.2f}", fill(s.code, suffix), _edge(inline_id))
            for s in segments(counts, exact=exact)
        ),
    )
    return format_html(
        '<svg class="strip{}"{}{}>{}{}</svg>',
        f" {size}" if size else "",
        format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"'),
        format_html(' width="100%" height="{}"', height) if height else "",
        patterns(suffix) if inline_id else "",
        bars,
    )


def fill(code: str, suffix: str = "") -> str:
    """The paint of a status: a plain ink, or the address of its pattern."""
    return f"url(#p-{code}{suffix})" if code in PATTERNED else INKS[code]


def patterns(suffix: str = "") -> SafeString:
    """The three patterns that tell statuses apart without colour, as SVG definitions."""
    return mark_safe(  # noqa: S308 (only constants and an id made by our own code)
        f'<defs><pattern id="p-na{suffix}" width="5" height="5" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="5" height="5" fill="#FAF8F3"/>'
        '<rect width="2.3" height="5" fill="#17181C"/></pattern>'
        f'<pattern id="p-ic{suffix}" width="8" height="4" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="4" fill="#0A3F34"/><rect width="1.6" height="4" fill="#8FC3AE"/></pattern>'
        f'<pattern id="p-nl{suffix}" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<rect width="5" height="5" fill="#DEDACE"/><circle cx="1.5" cy="1.5" r="1" fill="#66645B"/>'
        '<circle cx="4" cy="4" r="1" fill="#66645B"/></pattern></defs>'
    )


def _edge(inline_id: str) -> SafeString:
    """White gaps on paper; on a page the stylesheet draws them in the colour of the ground."""
    return mark_safe(' stroke="#fff" stroke-width="1.5"') if inline_id else mark_safe("")
