"""What public pages say of languages and parts."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext

from focal_points.models.status import PUBLIC_GROUPS
from focal_points.templatetags.statuses import in_words

register = template.Library()


def _info(code: str) -> dict[str, str] | None:
    """Django's knowledge of the language; Chinese without a script is taken as simplified."""
    try:
        found: dict[str, str] = get_language_info("zh-hans" if code == "zh" else code)
    except KeyError:
        return None
    return found


@register.filter
def language_said(code: str) -> str:
    """A language's name in the reader's language; the code where nobody knows it."""
    info = _info(code)
    return gettext(info["name"]) if info else code


@register.filter
def language_own(code: str) -> str:
    """A language's name in itself."""
    info = _info(code)
    return info["name_local"] if info else code


@register.filter
def parts_in_words(counts: Mapping[str, int]) -> str:
    """`3 parts: 1 in progress, 1 implemented …`."""
    return in_words(counts, False, "parts")


@register.filter
def whole(counts: Mapping[str, int]) -> int:
    """All of them."""
    return sum(counts.values())


@register.filter
def done(counts: Mapping[str, int]) -> int:
    """Implemented, continuing ones included."""
    return sum(counts.get(status, 0) for status in PUBLIC_GROUPS["implemented"])


@register.simple_tag
def share_bar(share: float) -> SafeString:
    """A bar as long as the share; the number stands beside it in words, so that it is decoration."""
    return format_html(
        '<svg class="strip" aria-hidden="true"><rect width="{}%" height="100%"/></svg>', f"{share * 100:.1f}"
    )
