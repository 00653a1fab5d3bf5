"""The panel of talk for the pages of four kinds of things: `{% talk_panel thing %}`, then its template."""

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from focal_points import talk_panel as panels
from focal_points.models import TalkEntry

register = template.Library()


@register.simple_tag(takes_context=True)
def talk_panel(context: template.Context, thing: Any) -> panels.Panel | None:
    """What was said about it, as the reader may see it; None where they have no part in it."""
    return panels.of(thing, context["request"].user)


@register.filter
def with_names(entry: TalkEntry) -> SafeString:
    """The words, with those who are named in them in bold."""
    text: str = escape(entry.text)
    for mention in sorted(entry.mentions.all(), key=lambda one: -len(one.person.name)):
        name = escape(f"@{mention.person.name}")
        text = text.replace(name, f"<b>{name}</b>")
    return mark_safe(text.replace("\n", "<br>"))  # noqa: S308 (escaped above)


@register.filter
def named_apart(entry: TalkEntry) -> list[str]:
    """Those who are told of it without standing in the words."""
    text = entry.text.casefold()
    return [one.person.name for one in entry.mentions.all() if f"@{one.person.name.casefold()}" not in text]
