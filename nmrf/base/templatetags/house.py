"""Tags and filters that every template has: icons, dates, numbers, query strings, the side navigation."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from nmrf.base import navigation, strips

register = template.Library()

MIRRORED = {"s-ns", "s-ip", "u-fwd", "u-back", "u-flat", "u-out", "u-undo", "u-next", "u-prev"}
"""Icons with a direction: they turn round where the text runs from right to left. A check mark never does."""


TAKEN_AS = ("csv", "xlsx")


@register.simple_tag
def icon(name: str, status: str = "") -> SafeString:
    """A symbol of static/img/icons.svg, always beside words that say the same; `status` gives it its ink."""
    return format_html(
        '<svg class="i{}"{} aria-hidden="true"><use href="{}#{}"/></svg>',
        " flip" if name in MIRRORED else "",
        format_html(' data-s="{}"', status) if status else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def strip_patterns() -> SafeString:
    """The three patterns of the status strip; once a page, since a paint cannot come from another file."""
    return strips.patterns()


@register.filter
def day(value: date | datetime | None, length: str = "") -> str:
    """`21 November 2026` in the reader's language; with "short", `21 Nov 2026`; nothing for nothing."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    language = _language()
    if length == "short":
        pattern = _SHORT.get(language, "j M Y")
    else:
        pattern = "j F Y" if language in {"en", "ar", "fr"} else "DATE_FORMAT"
    if language == "fr" and value.day == 1:
        pattern = pattern.replace("j", r"j\e\r")  # le 1er avril
    return formats.date_format(value, pattern)


_SHORT = {"zh": "Y-m-d", "ar": "j F Y", "ru": "d.m.Y", "fr": "j N Y"}


@register.filter
def moment(value: datetime | None) -> str:
    """`21 November 2026, 14:32`, in the house's time zone."""
    if not value:
        return ""
    value = timezone.localtime(value)
    return gettext(", ").join((day(value), formats.date_format(value, "H:i")))


@register.simple_tag
def colon() -> str:
    """The colon between a name and what is said of it; French sets it apart."""
    return "\u00a0: " if _language() == "fr" else ": "


@register.filter
def number(value: Any) -> str:
    """A whole number with the thousands set apart."""
    if value in (None, ""):
        return ""
    if _language() == "ar":  # Django sets none apart there
        return f"{int(value):,}"
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@register.simple_tag(takes_context=True)
def qs(context: Context, **replaced: Any) -> str:
    """This page's query string with some keys replaced; None or "" takes a key away. Begins with "?"."""
    query = _query(context)
    for key, value in replaced.items():
        if value in (None, ""):
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(one) for one in value])
        else:
            query[key] = str(value)
    return "?" + query.urlencode()


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def as_shown(context: Context, name: str, *args: Any) -> SafeString:
    """The way to take a list away as it is narrowed here; its address ends with how it is taken."""
    query = qs(context, page=None, done=None, open=None)
    links = [
        (reverse(name, args=[*args, ending]), query if query != "?" else "", ending.upper())
        for ending in TAKEN_AS
    ]
    return format_html(
        '<span class="row tight small">{} {} {}</span>',
        icon("u-down"),
        gettext("As shown, as"),
        format_html_join(" ", '<a href="{}{}">{}</a>', links),
    )


@register.simple_tag
def hidden_query(request: Any, *keys: str) -> SafeString:
    """Hidden fields that carry the query along in a GET form, except the keys that the form itself sets."""
    pairs = [(key, value) for key, values in request.GET.lists() for value in values if key not in keys]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


class Place(NamedTuple):
    """One line of a navigation."""

    label: str
    url: str
    is_here: bool


@register.simple_tag(takes_context=True)
def side_navigation(context: Context) -> list[tuple[str, list[Place]]]:
    """Section by section, the working pages this person may use; the longest address that fits is "here"."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return []
    sections = [
        (section, [(str(entry.label), url) for entry in entries if (url := address(entry.url_name))])
        for section, entries in navigation.entries_for(request.user).items()
    ]
    return _placed([one for one in sections if one[1]], request.path)


def _placed(sections: list[tuple[str, list[tuple[str, str]]]], path: str) -> list[tuple[str, list[Place]]]:
    fitting = [url for _, places in sections for _, url in places if path.startswith(url)]
    here = max(fitting, key=len, default="")
    return [
        (section, [Place(label, url, url == here) for label, url in places]) for section, places in sections
    ]


def address(url_name: str) -> str:
    """Where a page is, or nothing while this house has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def place(context: Context, url_name: str, label: str) -> SafeString:
    """A link of the masthead, marked where the reader is in that part; nothing without such a page."""
    url = address(url_name)
    if not url:
        return SafeString("")
    request = context.get("request")
    here = request is not None and url != "/" and request.path.startswith(url)
    return format_html(
        '<a href="{}"{}>{}</a>', url, SafeString(' aria-current="page"') if here else "", label
    )


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def pages_near(page: Any) -> list[int]:
    """Numbers of the pages to offer: the first, the last, those near; 0 where some are left out."""
    last, here = page.paginator.num_pages, page.number
    shown = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    found: list[int] = []
    for n in shown:
        if found and n - found[-1] > 1:
            found.append(0)
        found.append(n)
    return found


@register.filter
def diff_mark(what: Any) -> str:
    """`+`, `-` or `=` for the several ways in which differences are named."""
    return {"1": "+", "insert": "+", "+": "+", "-1": "-", "delete": "-", "-": "-"}.get(str(what), "=")


@register.filter
def any_selected(options: Iterable[Any]) -> bool:
    """Whether one of a facet's options is chosen."""
    return any(
        one.get("selected") if isinstance(one, Mapping) else getattr(one, "selected", False)
        for one in options
    )


@register.filter
def extension(name: str) -> str:
    """`PDF` for `law.pdf`."""
    return name.rpartition(".")[2].upper() if "." in name else ""


@register.filter
def host_of(address: str) -> str:
    """The server an address names."""
    return urlsplit(address).hostname or ""


@register.filter
def after(text: str, label: str) -> str:
    """The text without the label it begins with: `(a) Adopt …` stands beside its `(a)` already."""
    return text.removeprefix(label).lstrip() if label else text
