"""Statuses on pages: a word with its icon, the strip with its counts in words, the key, the time bar."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from focal_points.filters import is_old
from focal_points.models.status import SHORT, Status, Trend
from nmrf.base import strips
from nmrf.base.templatetags.house import day, icon, number

register = template.Library()

GROUPS: dict[str, tuple[Any, tuple[Status, ...]]] = {
    "na": (gettext_lazy("Not assessed"), (Status.NOT_ASSESSED,)),
    "ni": (gettext_lazy("Not done"), (Status.NOT_STARTED, Status.NOT_IMPLEMENTED)),
    "ip": (gettext_lazy("Under way"), (Status.IN_PROGRESS,)),
    "pi": (gettext_lazy("Partially implemented"), (Status.PARTIALLY_IMPLEMENTED,)),
    "im": (gettext_lazy("Implemented"), (Status.IMPLEMENTED, Status.IMPLEMENTED_CONTINUING)),
    "nl": (gettext_lazy("No longer applicable"), (Status.NO_LONGER_APPLICABLE,)),
}
"""The six groups of public figures, in their order on screen."""

TRENDS = {Trend.FORWARD: "u-fwd", Trend.NONE: "u-flat", Trend.BACKWARD: "u-back"}


class KeyEntry(NamedTuple):
    """One entry of the key beside a strip."""

    code: str
    word: str
    n: int
    note: str
    statuses: tuple[str, ...]


@register.filter
def status_word(code: str) -> str:
    """The status in the reader's language; nothing for nothing."""
    return str(Status(code).label) if code else ""


@register.filter
def status_short(code: str) -> str:
    """The two letters by which stylesheets and icons know a status."""
    return SHORT[Status(code)] if code else ""


@register.filter
def status_meaning(code: str) -> str:
    """What the status means, in one plain sentence."""
    return Status(code).meaning if code else ""


@register.filter
def status_asks_for(code: str) -> str:
    """What has to come with the status."""
    return Status(code).asks_for if code else ""


@register.simple_tag
def status_mark(code: str, size: str = "") -> SafeString:
    """Icon and word, never one without the other; size "x" is the large one of a page's head."""
    status = Status(code or Status.NOT_ASSESSED)
    return format_html(
        '<span class="st{}" data-s="{}">{}<span>{}</span></span>',
        f" {size}" if size else "",
        status.short,
        icon(f"s-{status.short}", status.short),
        status.label,
    )


@register.simple_tag
def old_mark(status: str, verified_on: date | None) -> SafeString:
    """Since when nobody verified it, where that is so long ago that it counts as old; else nothing."""
    if not is_old(status, verified_on):
        return SafeString("")
    words = _("old: not verified since %(day)s") % {"day": day(verified_on, "short")}
    return format_html('<span class="small late">{} {}</span>', icon("u-clock"), words)


@register.simple_tag
def trend_mark(trend: str) -> SafeString:
    """Where it is going, in words with an arrow."""
    if not trend:
        return SafeString("")
    return format_html('<span class="was">{} {}</span>', icon(TRENDS[Trend(trend)]), Trend(trend).label)


@register.simple_tag
def strip(
    counts: Mapping[str, int], size: str = "", folded: bool | str = False, unit: str = ""
) -> SafeString:
    """The strip for counts by status. `folded` draws the six public groups; `unit="parts"` counts parts."""
    short = by_short(counts)
    if not sum(short.values()):
        return format_html('<span class="small">{}</span>', _("No recommendation yet, so no strip."))
    drawn = strips.fold(short) if folded else short
    return strips.strip_svg(drawn, label=in_words(counts, bool(folded), unit), size=size, exact=not folded)


def by_short(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by two-letter code, whichever of the two names they came with."""
    found: dict[str, int] = dict.fromkeys(SHORT.values(), 0)
    for code, count in (counts or {}).items():
        key = str(code)
        found[key if key in found else SHORT[Status(key)]] += int(count or 0)
    return found


def in_words(counts: Mapping[str, int], folded: bool = False, unit: str = "") -> str:
    """`1,412 recommendations: 261 not assessed, 96 not started, …`: the strip for whoever cannot see it."""
    total = sum(by_short(counts).values())
    said = _(", ").join(
        _("%(count)s %(status)s") % {"count": number(entry.n), "status": entry.word.lower()}
        for entry in key_entries(counts, folded)
        if entry.n
    )
    return _("%(whole)s: %(each)s") % {"whole": _whole(total, unit), "each": said}


def _whole(total: int, unit: str) -> str:
    if unit == "parts":
        return ngettext("%(n)s part", "%(n)s parts", total) % {"n": number(total)}
    return ngettext("%(n)s recommendation", "%(n)s recommendations", total) % {"n": number(total)}


@register.simple_tag
def key_entries(counts: Mapping[str, int], folded: bool | str = False) -> list[KeyEntry]:
    """What each segment is and how many it stands for: eight statuses, or six groups with what they hold."""
    short = by_short(counts)
    if not folded:
        return [
            KeyEntry(SHORT[status], str(status.label), short[SHORT[status]], "", (status.value,))
            for status in Status
        ]
    return [
        KeyEntry(
            code,
            str(word),
            sum(short[SHORT[status]] for status in members),
            _note(code, short),
            tuple(status.value for status in members),
        )
        for code, (word, members) in GROUPS.items()
    ]


def _note(code: str, short: Mapping[str, int]) -> str:
    notes = {
        "na": _("counted apart, never as a bad result"),
        "ni": _("%(ns)s not started, %(ni)s decided against or out of time")
        % {"ns": number(short["ns"]), "ni": number(short["ni"])},
        "ip": _("a first step can be shown"),
        "pi": _("part in force, part missing"),
        "im": _("of which %(ic)s are duties that continue") % {"ic": number(short["ic"])},
        "nl": _("counted apart"),
    }
    return notes[code]


@register.simple_tag
def segment(code: str) -> SafeString:
    """One segment alone, for a key; decoration beside its word."""
    return strips.strip_svg({code: 1}, exact=True)


class Span(NamedTuple):
    """A status and the time it was in force."""

    code: str
    since: date
    is_entered_late: bool


@register.simple_tag
def time_bar(statuses: Iterable[Any]) -> dict[str, Any] | None:
    """A bar from the first verified status to today, its spans oldest first, and the years beneath it."""
    spans = sorted(
        (Span(SHORT[Status(one.status)], one.effective_on, one.is_entered_late) for one in statuses),
        key=lambda span: span.since,
    )
    if not spans:
        return None
    today = timezone.localdate()
    first = spans[0].since
    whole = max((today - first).days, 1)
    ends = [span.since for span in spans[1:]] + [today]
    bars = []
    for span, end in zip(spans, ends, strict=True):
        x, width = 100 * (span.since - first).days / whole, 100 * (end - span.since).days / whole
        bars.append((span.code, f"{x:.2f}%", f"{max(width, 0.6):.2f}%", strips.fill(span.code)))
    years = sorted({first.year, today.year, *(span.since.year for span in spans)})
    return {"bars": bars, "spans": spans, "years": years}


@register.filter
def words_of_spans(spans: Iterable[Span]) -> str:
    """The time bar in words."""
    words = {short: str(status.label) for status, short in SHORT.items()}
    return "; ".join(
        _("%(status)s since %(day)s") % {"status": words[span.code], "day": day(span.since)} for span in spans
    )


@register.filter
def word_of_short(code: str) -> str:
    """The status behind two letters, in words."""
    return next(str(status.label) for status, short in SHORT.items() if short == code)
