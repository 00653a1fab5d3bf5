"""Small words of the secretariat's pages."""

from typing import Any

from django import template
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def work_form(page: Any, name: str) -> Any:
    """The form of an action on the working page: the refused one, or a fresh one."""
    return page.form(name)


@register.filter
def language_word(code: str) -> str:
    """A language by its own name."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return {"zh": "中文"}.get(code, code)


@register.filter
def door_word(door: str) -> str:
    """By which door a change came in."""
    words = {
        "page": _("on a page"),
        "api": _("by another system"),
        "command": _("by a command"),
        "task": _("in the background"),
        "form": _("on a form"),
    }
    return words.get(door, door)
