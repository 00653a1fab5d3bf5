"""Keeping verified answers: taken from an answer or written, changed in versions, checked again, put away."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import (
    Institution,
    KnownAnswer,
    KnownAnswerAbout,
    KnownAnswerTheme,
    KnownAnswerVersion,
    RequestAnswer,
)
from focal_points.permissions import Can
from focal_points.services.known_answers import apart
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import Recommendation, Tag
from recommendations.models.exclusion import is_set_aside


@dataclass(frozen=True)
class Written:
    """A kept answer as a person writes it."""

    question: str
    text: str
    valid_from: date
    valid_to: date | None = None
    language: str = "en"
    is_shared: bool = False
    institution: Institution | None = None
    about: tuple[Recommendation, ...] = field(default=())
    themes: tuple[Tag, ...] = field(default=())


@transaction.atomic
def keep(
    *,
    answer: RequestAnswer,
    by: User,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_shared: bool = False,
    door: str = "",
) -> KnownAnswer:
    """Keep an accepted answer as a paragraph, with its question, recommendations and their themes.

    The same answer is kept once: again, it answers with what stands. Raises NotNow for one that is not
    accepted, Invalid for a period that ends before it begins.
    """
    require(by, Can.KEEP_KNOWN_ANSWERS)
    if answer.state != RequestAnswer.State.ACCEPTED or answer.is_not_ours:
        raise NotNow(_("Only an answer that was accepted is kept."), code="not_accepted")
    standing = KnownAnswer.objects.current().filter(made_from=answer).first()
    if standing:
        return standing
    about = tuple(Recommendation.objects.filter(asked_about__question=answer.question_id).order_by("pk"))
    written = Written(
        question=answer.question.text,
        text=answer.text,
        valid_from=valid_from or timezone.localdate(answer.submitted_at or timezone.now()),
        valid_to=valid_to,
        language=answer.language,
        is_shared=is_shared,
        institution=answer.asked.institution,
        about=about,
        themes=tuple(_themes_of(about)),
    )
    return _make(written, by, door, made_from=answer)


@transaction.atomic
def write(*, written: Written, by: User, door: str = "") -> KnownAnswer:
    """Keep an answer that came another way: a letter, an earlier report."""
    require(by, Can.KEEP_KNOWN_ANSWERS)
    return _make(written, by, door)


@transaction.atomic
def change(
    *, known: KnownAnswer, version: int, written: Written, because: str = "", by: User, door: str = ""
) -> KnownAnswer:
    """Make a new version; what was used before stays as it was. The same again only checks it.

    Raises StaleEdit with the present text, Invalid, NotNow when it was put away.
    """
    require(by, Can.KEEP_KNOWN_ANSWERS, known)
    check(written)
    before = (known.text, known.valid_from, known.valid_to)
    with history.recorded(by=by, action="known_answer.change", door=door, because=because.strip()):
        _claim(known, version, **_values(written), checked_at=timezone.now())
        _write_lists(known, written)
        if (known.text, known.valid_from, known.valid_to) != before:
            _version(known, by, because.strip())
    return known


@transaction.atomic
def confirm(
    *, known: KnownAnswer, version: int, valid_to: date | None = None, by: User, door: str = ""
) -> KnownAnswer:
    """It was looked at and still holds, until another day where one is given."""
    require(by, Can.KEEP_KNOWN_ANSWERS, known)
    to: dict[str, Any] = {"checked_at": timezone.now()}
    if valid_to:
        if valid_to < timezone.localdate():
            raise Invalid(_("This day has passed."), fields={"valid_to": _("This day has passed.")})
        to["valid_to"] = valid_to
    with history.recorded(by=by, action="known_answer.confirm", door=door):
        moved = valid_to and valid_to != known.valid_to
        _claim(known, version, **to)
        if moved:
            _version(known, by, "")
    return known


@transaction.atomic
def retire(*, known: KnownAnswer, because: str, by: User, door: str = "") -> KnownAnswer:
    """Offer it no more, with the reason; what used it keeps its link."""
    require(by, Can.KEEP_KNOWN_ANSWERS, known)
    if not because.strip():
        raise Invalid(_("Say why."), fields={"because": _("Say why.")})
    with history.recorded(by=by, action="known_answer.retire", door=door, because=because.strip()):
        done = (
            KnownAnswer.objects.current()
            .filter(pk=known.pk)
            .update(
                retired_at=timezone.now(),
                retired_by=by,
                retired_because=because.strip(),
                version=F("version") + 1,
            )
        )
    known.refresh_from_db()
    if not done:
        raise NotNow(_("This was done already."), code="done")
    return known


def check(written: Written) -> None:
    """Raise Invalid where something is missing or impossible."""
    wrong: dict[str, str] = {}
    if not written.question.strip():
        wrong["question"] = _("Write the question that it answers.")
    if not written.text.strip():
        wrong["text"] = _("Write an answer.")
    if written.valid_to and written.valid_to < written.valid_from:
        wrong["valid_to"] = _("The period ends before it begins.")
    if written.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose a language from the list.")
    if wrong:
        raise Invalid(_("Something is missing."), fields=wrong)


def _make(written: Written, by: User, door: str, **more: Any) -> KnownAnswer:
    check(written)
    with history.recorded(by=by, action="known_answer.keep", door=door):
        known = KnownAnswer.objects.create(created_by=by, **_values(written), **more)
        _write_lists(known, written)
        _version(known, by, "")
    return known


def _values(written: Written) -> dict[str, Any]:
    return {
        "question": written.question.strip(),
        "text": written.text.replace("\r\n", "\n").strip(),
        "valid_from": written.valid_from,
        "valid_to": written.valid_to,
        "language": written.language,
        "is_shared": written.is_shared,
        "institution": written.institution,
        "apart": apart.taken(written.question.strip(), written.language),
    }


def _claim(known: KnownAnswer, version: int, **to: Any) -> None:
    claimed = (
        KnownAnswer.objects.current()
        .filter(pk=known.pk, version=version)
        .update(**to, version=F("version") + 1)
    )
    known.refresh_from_db()
    if claimed:
        return
    if known.retired_at:
        raise NotNow(_("This kept answer was put away."), code="retired")
    raise StaleEdit(known)


def _version(known: KnownAnswer, by: User, because: str) -> None:
    last = known.versions.order_by("-number").values_list("number", flat=True).first() or 0
    KnownAnswerVersion.objects.create(
        known=known,
        number=last + 1,
        text=known.text,
        valid_from=known.valid_from,
        valid_to=known.valid_to,
        because=because[:300],
        by=by,
    )


def _write_lists(known: KnownAnswer, written: Written) -> None:
    """Recommendations and themes exactly as written; rows that stay are not touched."""
    _write(KnownAnswerAbout, known, "recommendation", [one.pk for one in written.about if one.is_home])
    _write(KnownAnswerTheme, known, "tag", [one.pk for one in written.themes])


def _write(model: Any, known: KnownAnswer, column: str, wanted: Iterable[int]) -> None:
    keys = list(dict.fromkeys(wanted))
    rows = model._default_manager.filter(known=known)
    rows.exclude(**{f"{column}__in": keys}).delete()
    present = set(rows.values_list(f"{column}_id", flat=True))
    model._default_manager.bulk_create(
        model(known=known, **{f"{column}_id": key}) for key in keys if key not in present
    )


def _themes_of(recommendations: Iterable[Recommendation]) -> list[Tag]:
    """Themes of these recommendations that are not set aside."""
    keys = [one.pk for one in recommendations]
    from recommendations.models import RecommendationTag

    rows = (
        RecommendationTag.objects.filter(recommendation__in=keys, tag__kind=Tag.Kind.THEME)
        .annotate(is_set_aside=is_set_aside())
        .filter(is_set_aside=False)
    )
    return list(Tag.objects.filter(pk__in=rows.values("tag")).order_by("pk"))
