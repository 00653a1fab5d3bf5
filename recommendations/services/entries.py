"""What is entered by hand: documents UHRI does not have, their recommendations, deadlines and grades."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations import registry
from recommendations.models import (
    Addressee,
    Country,
    Document,
    Mechanism,
    MechanismGrade,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    Tag,
)
from recommendations.permissions import Can
from recommendations.services.paragraph_order import order_of

DESCRIBED = {
    "title",
    "session",
    "cycle",
    "adopted_on",
    "published_on",
    "followup_due_on",
    "next_report_due_on",
    "address",
}
"""What the house may add to a document, UHRI's too."""


@transaction.atomic
def add_document(
    *,
    mechanism: Mechanism,
    kind: str,
    title: str,
    by: User,
    symbol: str = "",
    adopted_on: date | None = None,
    published_on: date | None = None,
    session: str = "",
    cycle: int | None = None,
    address: str = "",
    followup_due_on: date | None = None,
    next_report_due_on: date | None = None,
    door: str = "",
) -> Document:
    """Enter a document that no import brings: a judgment, an NHRI report, a plan."""
    require(by, Can.EDIT_REGISTER)
    symbol, title = " ".join(symbol.upper().split()), title.strip()
    if not (title or symbol):
        raise Invalid(_("A document needs a title or a symbol."), fields={"title": _("Give its title.")})
    if symbol and Document.objects.filter(mechanism=mechanism, symbol=symbol).exists():
        raise Invalid(
            _("This document is in the register already."),
            fields={"symbol": _("%(symbol)s of this mechanism is in the register.") % {"symbol": symbol}},
        )
    with history.recorded(by=by, action="document.add", door=door):
        return Document.objects.create(
            mechanism=mechanism,
            kind=kind,
            symbol=symbol,
            title=title,
            adopted_on=adopted_on,
            published_on=published_on or adopted_on,
            session=session,
            cycle=cycle,
            address=address,
            followup_due_on=followup_due_on,
            next_report_due_on=next_report_due_on,
        )


@transaction.atomic
def describe_document(*, document: Document, by: User, door: str = "", **fields: Any) -> Document:
    """Add what the source does not say, to a document of UHRI too: its own text is not touched."""
    require(by, Can.EDIT_REGISTER)
    unknown = fields.keys() - DESCRIBED
    if unknown:
        raise ValueError(f"Not of a document's description: {sorted(unknown)}")
    with history.recorded(by=by, action="document.describe", door=door):
        Document.objects.filter(pk=document.pk).update(**fields)
        registry.changed(list(document.recommendations.values_list("pk", flat=True)))
    document.refresh_from_db()
    return document


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
    themes: Iterable[Tag] = (),
    persons: Iterable[Tag] = (),
    sdgs: Iterable[Tag] = (),
    countries: Iterable[Country] = (),
    door: str = "",
) -> Recommendation:
    """Enter one recommendation or order of a document; to this State, unless `countries` are given."""
    require(by, Can.EDIT_REGISTER)
    text, paragraph = text.strip(), " ".join(paragraph.split())
    _check_entry(document, text, paragraph)
    states = list(countries) or list(Country.objects.filter(iso3=settings.HOME_STATE))
    Document.objects.select_for_update().get(pk=document.pk)
    last = document.recommendations.aggregate(last=Max("position"))["last"]
    with history.recorded(by=by, action="recommendation.add", door=door):
        made = Recommendation.objects.create(
            document=document,
            kind=kind,
            paragraph=paragraph,
            paragraph_order=order_of(paragraph),
            position=0 if last is None else last + 1,
            title=title.strip(),
            is_home=any(state.iso3 == settings.HOME_STATE for state in states),
            published_on=document.published_on,
        )
        Addressee.objects.bulk_create(Addressee(recommendation=made, country=state) for state in states)
        RecommendationText.objects.create(
            recommendation=made,
            language=language,
            origin=RecommendationText.Origin.NATIONAL,
            text=text,
            is_original=True,
            by=by,
        )
        RecommendationTag.objects.bulk_create(
            RecommendationTag(recommendation=made, tag=tag, origin=RecommendationTag.Origin.NATIONAL)
            for tag in [*themes, *persons, *sdgs]
        )
        registry.changed([made.pk])
    return made


def _check_entry(document: Document, text: str, paragraph: str) -> None:
    if not text:
        raise Invalid(_("The text is missing."), fields={"text": _("Write what is asked.")})
    if paragraph and document.recommendations.filter(annotation_id=None, paragraph=paragraph).exists():
        raise Invalid(
            _("This paragraph was entered already."),
            fields={"paragraph": _("Paragraph %(number)s is there already.") % {"number": paragraph}},
        )


@transaction.atomic
def set_title(*, recommendation: Recommendation, title: str, by: User, door: str = "") -> Recommendation:
    """Give a recommendation the short title by which people here know it."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.title", door=door):
        return _write(recommendation, title=title.strip()[:200])


@transaction.atomic
def mark_followup(
    *, recommendation: Recommendation, due_on: date | None, by: User, door: str = ""
) -> Recommendation:
    """The committee asks to be told early about this one, by `due_on`."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.mark_followup", door=door):
        return _write(recommendation, is_followup=True, followup_due_on=due_on)


@transaction.atomic
def unmark_followup(*, recommendation: Recommendation, by: User, door: str = "") -> Recommendation:
    """It was marked by mistake."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.unmark_followup", door=door):
        return _write(recommendation, is_followup=False, followup_due_on=None)


@transaction.atomic
def looked(*, recommendation: Recommendation, by: User, door: str = "") -> Recommendation:
    """Somebody looked at what was odd about it and found it in order, or put it in order."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.looked", door=door):
        return _write(recommendation, please_look=[])


@transaction.atomic
def add_grade(
    *,
    recommendation: Recommendation,
    scale: str,
    grade: str,
    given_on: date,
    by: User,
    part: Part | None = None,
    meaning: str = "",
    reference: str = "",
    door: str = "",
) -> MechanismGrade:
    """Note the grade that a mechanism gave; a second one of the same day replaces the first."""
    require(by, Can.EDIT_REGISTER)
    if not grade.strip():
        raise Invalid(_("The grade is missing."), fields={"grade": _("Give the grade.")})
    with history.recorded(by=by, action="recommendation.grade", door=door):
        row, _made = MechanismGrade.objects.update_or_create(
            recommendation=recommendation,
            part=part,
            scale=scale,
            given_on=given_on,
            defaults={"grade": grade.strip(), "meaning": meaning, "reference": reference},
        )
        registry.changed([recommendation.pk])
    return row


def _write(recommendation: Recommendation, **fields: Any) -> Recommendation:
    """One row, only where something differs, so that a second click leaves no history."""
    Recommendation.objects.filter(pk=recommendation.pk).exclude(**fields).update(**fields)
    registry.changed([recommendation.pk])
    recommendation.refresh_from_db()
    return recommendation
