"""Small words of the secretariat's pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from focal_points.document_page import DocumentPage
from focal_points.models import SearchRow
from recommendations import smart

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
        "link": _("by a link from a mail"),
    }
    return words.get(door, door)


@register.simple_tag
def document_page(document: Any) -> DocumentPage:
    """A document with statuses, neighbours and what it repeats, for pages of the register."""
    return DocumentPage(document)


@register.simple_tag
def status_rows(recommendations: Iterable[Any]) -> dict[int, SearchRow]:
    """Key → row with the verified status, for these recommendations of a page of the register."""
    return SearchRow.objects.in_bulk([one.pk for one in recommendations])


@register.filter
def strip_counts(row: SearchRow | None) -> dict[str, int]:
    """Parts by status, where it is divided."""
    counts: dict[str, int] = {}
    for status in row.statuses if row and len(row.statuses) > 1 else ():
        counts[status] = counts.get(status, 0) + 1
    return counts


@register.simple_tag
def hints_for(field: Any, language: str) -> list[smart.Finding] | None:
    """What would make a wording specific, measurable and bound to a time; None where nothing is written."""
    text = str(field.value() or "")
    return smart.check(text, language) if text.strip() else None


@register.filter
def outcomes(form: Any) -> list[tuple[Any, str]]:
    """The fields of a cluster's desired outcomes, each with its language."""
    names = [name for name in form.fields if name.startswith("outcome_")]
    return [(form[name], name.removeprefix("outcome_")) for name in names]
