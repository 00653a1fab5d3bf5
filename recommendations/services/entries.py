"""What is entered by hand: the recommendations, orders, remedies and pledges of a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import (
    Addressee,
    Country,
    Document,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    Tag,
)
from recommendations.permissions import Can
from recommendations.services import selections
from recommendations.uhri.paragraph_order import order_of

MANY = "recommendation.add_many"
Origin = RecommendationText.Origin


@dataclass(frozen=True)
class Entry:
    """One paragraph as somebody enters it."""

    text: str
    language: str = "en"
    paragraph: str = ""
    kind: str = Recommendation.Kind.RECOMMENDATION
    title: str = ""
    due_on: date | None = None
    tags: Sequence[Tag] = ()
    recommending: Sequence[Country] = ()
    countries: Sequence[Country] = field(default=())

    @property
    def clean_paragraph(self) -> str:
        """Without stray spaces."""
        return " ".join(self.paragraph.split())


@transaction.atomic
def add_recommendation(
    *,
    document: Document,
    text: str,
    language: str,
    by: User,
    paragraph: str = "",
    kind: str = Recommendation.Kind.RECOMMENDATION,
    title: str = "",
    due_on: date | None = None,
    themes: Iterable[Tag] = (),
    persons: Iterable[Tag] = (),
    sdgs: Iterable[Tag] = (),
    recommending: Iterable[Country] = (),
    countries: Iterable[Country] = (),
    door: str = "",
) -> Recommendation:
    """Enter one recommendation or order of a document; to this State, unless `countries` are given."""
    require(by, Can.EDIT_REGISTER)
    entry = Entry(
        text=text,
        language=language,
        paragraph=paragraph,
        kind=kind,
        title=title,
        due_on=due_on,
        tags=[*themes, *persons, *sdgs],
        recommending=list(recommending),
        countries=list(countries),
    )
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if not entry.text.strip():
        raise Invalid(_("The text is missing."), fields={"text": _("Write what is asked.")})
    if _paragraphs_of(locked) & {entry.clean_paragraph} - {""}:
        raise Invalid(_("This paragraph was entered already."), fields={"paragraph": _is_there(entry)})
    with history.recorded(by=by, action="recommendation.add", door=door):
        made = _make(locked, [entry], by)[0]
        registry.changed([made.pk])
    return made


@transaction.atomic
def add_many(*, document: Document, entries: Sequence[Entry], by: User, door: str = "") -> Operation:
    """Enter many paragraphs of a document as one operation; those that are there already are left and listed.

    Raises Invalid where one has no text or a number stands twice; its keys are the places, from 0.
    """
    require(by, Can.EDIT_REGISTER)
    locked = Document.objects.select_for_update().get(pk=document.pk)
    _check_many(entries)
    there = _paragraphs_of(locked)
    new = [entry for entry in entries if not (entry.clean_paragraph and entry.clean_paragraph in there)]
    skipped = [
        {"what": f"{locked}, {entry.clean_paragraph}", "why": _is_there(entry)}
        for entry in entries
        if entry not in new
    ]
    label = ngettext(
        "Entered %(count)s paragraph of %(document)s",
        "Entered %(count)s paragraphs of %(document)s",
        len(new),
    ) % {"count": len(new), "document": locked}
    operation = operations.begin(kind=MANY, label=label[:300], by=by)
    with history.recorded(by=by, action=MANY, door=door, operation=operation.pk):
        registry.changed([made.pk for made in _make(locked, new, by)])
    return selections.noted(operation, size=len(new), skipped=skipped)


@transaction.atomic
def edit(
    *,
    recommendation: Recommendation,
    text: str,
    by: User,
    seen: str,
    paragraph: str = "",
    kind: str = Recommendation.Kind.RECOMMENDATION,
    due_on: date | None = None,
    recommending: Iterable[Country] | None = None,
    door: str = "",
) -> Recommendation:
    """Mend what was entered here. `seen` is the text the writer started from; StaleEdit where it is another.

    What a source brought is corrected beside it (`corrections`), never here.
    """
    require(by, Can.EDIT_REGISTER, recommendation)
    row = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    own = row.texts.filter(origin=Origin.NATIONAL, is_original=True).first()
    if row.annotation_id or own is None:
        raise NotNow(_("Its text comes from a source. Correct it beside the source’s."), code="not_entered")
    text, paragraph = text.replace("\r\n", "\n").strip(), " ".join(paragraph.split())
    if not text:
        raise Invalid(_("The text is missing."), fields={"text": _("Write what is asked.")})
    if own.text.split() != seen.split() and own.text != text:
        raise StaleEdit(own)
    if paragraph != row.paragraph and paragraph in _paragraphs_of(row.document) - {""}:
        number = {"number": paragraph}
        raise Invalid(
            _("This paragraph was entered already."),
            fields={"paragraph": _("Paragraph %(number)s is there already.") % number},
        )
    with history.recorded(by=by, action="recommendation.edit", door=door):
        values = {
            "paragraph": paragraph,
            "paragraph_order": order_of(paragraph),
            "kind": kind,
            "due_on": due_on,
        }
        _write(row, **values)
        if own.text != text:
            RecommendationText.objects.filter(pk=own.pk).update(text=text, by=by, at=timezone.now())
        if recommending is not None:
            _set_recommending(row, {country.pk for country in recommending})
        registry.changed([row.pk])
    recommendation.refresh_from_db()
    return recommendation


@transaction.atomic
def withdraw(*, recommendation: Recommendation, because: str, by: User, door: str = "") -> Recommendation:
    """It was entered by mistake, or its source took it back: out of every list and count, and kept."""
    require(by, Can.EDIT_REGISTER, recommendation)
    if not because.strip():
        raise Invalid(_("Say why."), fields={"because": _("Say why.")})
    with history.recorded(by=by, action="recommendation.withdraw", because=because, door=door):
        return _write(recommendation, withdrawn_on=timezone.localdate(), withdrawn_because=because.strip())


@transaction.atomic
def restore(*, recommendation: Recommendation, by: User, door: str = "") -> Recommendation:
    """It stands after all."""
    require(by, Can.EDIT_REGISTER, recommendation)
    with history.recorded(by=by, action="recommendation.restore", door=door):
        return _write(recommendation, withdrawn_on=None, withdrawn_because="")


@transaction.atomic
def set_title(*, recommendation: Recommendation, title: str, by: User, door: str = "") -> Recommendation:
    """Give a recommendation the short title by which people here know it."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.title", door=door):
        return _write(recommendation, title=title.strip()[:200])


@transaction.atomic
def looked(*, recommendation: Recommendation, by: User, door: str = "") -> Recommendation:
    """Somebody looked at what was odd about it and found it in order, or put it in order."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.looked", door=door):
        return _write(recommendation, please_look=[])


def _is_there(entry: Entry) -> str:
    return _("Paragraph %(number)s is there already.") % {"number": entry.clean_paragraph}


def _paragraphs_of(document: Document) -> set[str]:
    """Numbers that were entered by hand."""
    entered = document.recommendations.filter(annotation_id=None)
    return set(entered.values_list("paragraph", flat=True))


def _check_many(entries: Sequence[Entry]) -> None:
    wrong: dict[str, Any] = {}
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        if not entry.text.strip():
            wrong[str(place)] = _("The text is missing.")
        elif entry.clean_paragraph and entry.clean_paragraph in seen:
            wrong[str(place)] = _("This number stands twice.")
        seen.add(entry.clean_paragraph)
    if not entries:
        raise Invalid(_("There is nothing to enter."))
    if wrong:
        raise Invalid(_("Some paragraphs have to be mended first."), fields=wrong)


def _make(document: Document, entries: Sequence[Entry], by: User) -> list[Recommendation]:
    """Rows for all of them, behind what the document holds."""
    home = list(Country.objects.filter(iso3=settings.HOME_STATE))
    last = document.recommendations.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    made = Recommendation.objects.bulk_create(
        Recommendation(
            document=document,
            kind=entry.kind,
            paragraph=entry.clean_paragraph,
            paragraph_order=order_of(entry.clean_paragraph),
            position=position,
            title=entry.title.strip(),
            due_on=entry.due_on,
            is_home=any(state.iso3 == settings.HOME_STATE for state in entry.countries or home),
            published_on=document.published_on,
        )
        for position, entry in enumerate(entries, start=first)
    )
    pairs = list(zip(made, entries, strict=True))
    Addressee.objects.bulk_create(
        Addressee(recommendation=row, country=state)
        for row, entry in pairs
        for state in entry.countries or home
    )
    RecommendingState.objects.bulk_create(
        RecommendingState(recommendation=row, country=state)
        for row, entry in pairs
        for state in dict.fromkeys(entry.recommending)
    )
    RecommendationText.objects.bulk_create(
        RecommendationText(
            recommendation=row,
            language=entry.language,
            origin=Origin.NATIONAL,
            text=entry.text.replace("\r\n", "\n").strip(),
            is_original=True,
            by=by,
        )
        for row, entry in pairs
    )
    RecommendationTag.objects.bulk_create(
        RecommendationTag(recommendation=row, tag=tag, origin=RecommendationTag.Origin.NATIONAL)
        for row, entry in pairs
        for tag in dict.fromkeys(entry.tags)
    )
    return made


def _set_recommending(row: Recommendation, wanted: set[int]) -> None:
    standing = set(row.recommending_states.values_list("country_id", flat=True))
    row.recommending_states.filter(country__in=standing - wanted).delete()
    RecommendingState.objects.bulk_create(
        RecommendingState(recommendation=row, country_id=key) for key in wanted - standing
    )


def _write(recommendation: Recommendation, **fields: Any) -> Recommendation:
    """One row, only where something differs, so that a second click leaves no history."""
    Recommendation.objects.filter(pk=recommendation.pk).exclude(**fields).update(**fields)
    registry.changed([recommendation.pk])
    recommendation.refresh_from_db()
    return recommendation
