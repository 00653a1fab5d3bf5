"""A staged record as people see it in a preview: what differs, word by word, and what to look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from nmrf.base.words import diff
from recommendations.models import ImportRun, Recommendation, RecommendationText, StagedRecord
from recommendations.models.table import notes_of
from recommendations.models.text import RIGHT_TO_LEFT
from recommendations.services import conflict_decisions, uhri_runs, uhri_staging
from recommendations.services.uhri_comparing import without_number
from recommendations.tables import reasons as table_reasons
from recommendations.tables.cells import CELLS
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.reasons import in_words, said
from recommendations.uhri.shapes import fields_of

FIELDS = {
    "paragraph": _("Paragraph"),
    "symbol": _("Symbol"),
    "document": _("Document"),
    "mechanism": _("Mechanism"),
    "cycle": _("Cycle"),
    "kind": _("Kind"),
    "position": _("Position"),
    "states": _("Addressed to"),
    "recommending": _("Recommending States"),
    "published_on": _("Published"),
    "uhri_published_at": _("Published in UHRI"),
    "themes": _("Themes"),
    "persons": _("People concerned"),
    "sdgs": _("SDGs"),
    "gone": _("Gone"),
    "position_on": _("Date of the position"),
    "position_source": _("Source of the position"),
    "remark": _("Remark of the State"),
    "title": _("Short title"),
    "followup_due_on": _("Follow-up due"),
    "due_on": _("To be done by"),
    "extra": _("Note from the table"),
}
LOOKS = {
    "empty_text": _("The text is empty."),
    "annex": _("This is no paragraph: “%(detail)s”."),
    "state_response": _("This is a reply of the State: “%(detail)s”."),
    "unreadable_date": _("A date cannot be read (%(detail)s)."),
    "unreadable_value": _("A value cannot be read (%(detail)s)."),
    "unknown_label": _("Not known here yet: “%(detail)s”."),
    "no_country": _("It names no State."),
    "english_instead": _("The text in “%(detail)s” is English; it is not kept as a translation."),
    "replaces": _("It seems to replace a record of an earlier issue of this document."),
}
LOOKS |= table_reasons.LOOKS


@dataclass
class Line:
    """One field that differs: its name, and words that were, are, or stay."""

    label: Any
    words: list[tuple[str, str]]
    is_text: bool = False
    language: str = ""
    ours: Any = ""

    @property
    def direction(self) -> str:
        """Of the text's language."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@dataclass
class Shown:
    """One record of a preview."""

    staged: StagedRecord
    symbol: str = ""
    paragraph: str = ""
    text: str = ""
    language: str = "en"
    lines: list[Line] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    reason: str = ""
    replaces: Any = None
    link: str = ""
    at: str = ""
    cells: list[dict[str, str]] = field(default_factory=list)
    notes: list[tuple[Any, str]] = field(default_factory=list)

    @property
    def direction(self) -> str:
        """Of the text's language."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def shown(page: Any) -> Iterator[Shown]:
    """The records of a page, each with what the preview says of it."""
    rows: list[StagedRecord] = list(page)
    here = Recommendation.objects.for_list().in_bulk(
        [row.recommendation_id for row in rows if row.recommendation_id]
    )
    for row in rows:
        one = Shown(row, language=row.payload.get("language", "en"))
        known = here.get(row.recommendation_id or 0)
        if known:
            original = known.original
            one.symbol, one.paragraph = known.document.symbol, known.paragraph
            one.link = reverse("focal_points:recommendation-detail", args=[known.public_id])
            one.text = original.text if original else ""
            one.language = original.language if original else one.language
        else:
            said_there = {**_rejected(row), **row.payload} if row.reason else row.payload
            one.symbol = str(said_there.get("symbol", ""))
            one.text = without_number(str(said_there.get("text", "")))
        one.lines = list(_lines(row.differences))
        one.looks = [_look(look["code"], look.get("detail", "")) for look in row.please_look]
        one.reason = reason(row) if row.reason else ""
        one.cells = bad_cells(row)
        one.notes = notes_of(row.payload)
        one.at = str(row.payload.get("at", ""))
        one.replaces = _replaced(row)
        yield one


def _look(code: str, detail: Any) -> str:
    """Why to look at a record; fields and languages by their names."""
    if code in ("unreadable_date", "unreadable_value"):
        detail = FIELDS.get(detail, detail)
    elif code == "english_instead":
        detail = language_name(detail)
    return said(LOOKS, code, detail)


def _rejected(row: StagedRecord) -> dict[str, Any]:
    """What a rejected record says, by which it is found in its source."""
    source = row.payload.get("source")
    if isinstance(source, dict):
        return {name: value for name, value in fields_of(source).items() if isinstance(value, str)}
    return {"text": "\n".join(filter(None, map(str, source)))} if isinstance(source, list) else {}


def bad_cells(row: StagedRecord) -> list[dict[str, str]]:
    """Of a row of a table: where each bad cell stands, what it holds, what would be right."""
    return [
        {
            "at": cell["at"],
            "heading": cell["heading"],
            "value": cell["value"],
            "why": str(CELLS.get(cell["reason"], cell["reason"])) % {"detail": cell.get("detail", "")},
        }
        for cell in row.payload.get("cells", ())
    ]


def _replaced(row: StagedRecord) -> Recommendation | None:
    keys = [look["detail"] for look in row.please_look if look["code"] == "replaces"]
    return (
        Recommendation.objects.select_related("document").filter(public_id__in=keys).first() if keys else None
    )


def reason(staged: StagedRecord) -> str:
    """Why it was rejected, in words."""
    if staged.reason in table_reasons.ROWS:
        return said(table_reasons.ROWS, staged.reason, str(staged.payload.get("detail", "")))
    return in_words(staged.reason, staged.payload.get("detail", ""))


def changed_fields(run: ImportRun) -> list[tuple[str, Any]]:
    """The fields in which records of the run differ, in the order in which they are shown."""
    found = uhri_staging.changed_fields(run)
    texts = [(name, language_name(name.removeprefix("text:"))) for name in sorted(found) if ":" in name]
    return texts + [(name, label) for name, label in FIELDS.items() if name in found]


def with_field(records: QuerySet[StagedRecord], field: str) -> QuerySet[StagedRecord]:
    """Those that differ in this field."""
    return records.filter(differences__has_key=field[:60])


def with_words(records: QuerySet[StagedRecord], words: str) -> QuerySet[StagedRecord]:
    """Those whose symbol, text or id holds these words, in the source or in the register."""
    uhri = RecommendationText.objects.filter(recommendation=OuterRef("recommendation"), text__icontains=words)
    return records.filter(
        Q(payload__symbol__icontains=words)
        | Q(payload__text__icontains=words)
        | Q(recommendation__document__symbol__icontains=words)
        | Q(Exists(uhri))
    )


def _lines(differences: dict[str, Any]) -> Iterator[Line]:
    """Texts first, word by word; then the other fields."""
    for name, found in differences.items():
        if name.startswith("text:"):
            language = name.removeprefix("text:")
            yield Line(language_name(language), diff(found["old"], found["new"]), True, language)
    for name, label in FIELDS.items():
        if name in differences:
            found = differences[name]
            yield Line(label, list(_values(name, found)), ours=_in_words(name, found.get("ours", "")))


def language_name(code: str) -> str:
    """In the reader's language."""
    try:
        return str(get_language_info("zh-hans" if code == "zh" else code)["name_translated"])
    except KeyError:
        return code


def _values(name: str, found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "added" in found:
        pairs = [("-", value) for value in found["removed"]] + [("+", value) for value in found["added"]]
        for number, (mark, value) in enumerate(pairs):
            if number:
                yield "=", "; "
            yield mark, uhri_runs.country_name(value) if COUNTRIES.is_code(value) else value
        return
    if found["old"] not in (None, ""):
        yield "-", _in_words(name, found["old"])
        yield "=", " "
    if found["new"] not in (None, ""):
        yield "+", _in_words(name, found["new"])


def _in_words(name: str, value: Any) -> str:
    """A value as people say it, where it is one of few."""
    return str(dict(conflict_decisions.possible(name)).get(value, value))
