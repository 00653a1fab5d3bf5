"""Kept answers that fit a question: by recommendation, by the same request elsewhere, by near words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import KnownAnswer, KnownAnswerAbout, QuestionAbout, RequestQuestion
from focal_points.services.known_answers import aging, apart
from nmrf.base.models import User
from recommendations.models import AskMember
from recommendations.recurring import pairs

MOST = 5
MOST_COMPARED = 3_000
"""Of more kept answers than this, the ones checked last are compared by their words."""


@dataclass(frozen=True)
class Offer:
    """One kept answer for one question, why it fits, and why it should be read again first."""

    known: KnownAnswer
    why: str
    rank: float
    warnings: list[str]


def for_questions(*, questions: Sequence[RequestQuestion], person: User) -> dict[int, list[Offer]]:
    """Question → what fits it, the nearest first. The same number of queries however many questions."""
    about: dict[int, set[int]] = defaultdict(set)
    rows = QuestionAbout.objects.filter(question__in=[one.pk for one in questions])
    for question, recommendation in rows.values_list("question_id", "recommendation_id"):
        about[question].add(recommendation)
    compared = {one.pk: apart.asked(-one.pk, one.apart, one.text, one.request.language) for one in questions}
    languages = {one.pk: one.request.language for one in questions}
    return _found(about, compared, languages, person)


def for_recommendations(*, recommendations: Iterable[int], person: User) -> dict[int, list[Offer]]:
    """Recommendation → kept answers on it or on the same request; for rooms that compile texts."""
    about = {key: {key} for key in recommendations}
    return _found(about, {}, {}, person)


def _found(
    about: dict[int, set[int]], compared: dict[int, Any], languages: dict[int, str], person: User
) -> dict[int, list[Offer]]:
    kept = KnownAnswer.objects.visible_to(person).current().for_list()
    known = {row.pk: row for row in aging.with_age(kept)[:MOST_COMPARED]}
    if not known:
        return {}
    ranked: dict[int, dict[int, tuple[float, str]]] = defaultdict(dict)
    _by_recommendation(about, known, ranked)
    for language in set(languages.values()):
        mine = [compared[key] for key, one in languages.items() if one == language]
        _by_words(mine, [row for row in known.values() if row.language == language], language, ranked)
    warned = aging.of_all(known.values())
    return {
        question: [
            Offer(known[key], why, rank, warned[key])
            for key, (rank, why) in sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:MOST]
        ]
        for question, found in ranked.items()
    }


def _by_recommendation(
    about: dict[int, set[int]], known: dict[int, KnownAnswer], ranked: dict[int, dict[int, Any]]
) -> None:
    """On the same recommendation first, then on one that makes the same request."""
    wanted = {key for keys in about.values() for key in keys}
    if not wanted:
        return
    ask_of = dict(
        AskMember.objects.filter(recommendation__in=wanted).values_list("recommendation_id", "ask_id")
    )
    members: dict[int, set[int]] = defaultdict(set)
    for recommendation, ask in AskMember.objects.filter(ask__in=set(ask_of.values())).values_list(
        "recommendation_id", "ask_id"
    ):
        members[ask].add(recommendation)
    holds: dict[int, list[int]] = defaultdict(list)
    for key, recommendation in KnownAnswerAbout.objects.filter(known__in=list(known)).values_list(
        "known_id", "recommendation_id"
    ):
        holds[recommendation].append(key)
    for question, keys in about.items():
        for recommendation in keys:
            for elsewhere in members.get(ask_of.get(recommendation, 0), set()) - keys:
                for key in holds.get(elsewhere, ()):
                    ranked[question][key] = (2.0, _("on the same request, made elsewhere"))
        for recommendation in keys:
            for key in holds.get(recommendation, ()):
                ranked[question][key] = (3.0, _("on the same recommendation"))


def _by_words(
    mine: Sequence[Any], theirs: Sequence[KnownAnswer], language: str, ranked: dict[int, dict[int, Any]]
) -> None:
    """Questions in the same or nearly the same words."""
    if not mine or not theirs:
        return
    texts = [*mine, *(apart.asked(row.pk, row.apart, row.question, language) for row in theirs)]
    texts = [text for text in texts if text.requests]
    for pair in pairs.find(texts, language=language, new=[text.key for text in mine]):
        if pair.low < 0 < pair.high and pair.high not in ranked[-pair.low]:
            percent = round(pair.score * 100)
            why = (
                _("asked in the same words")
                if percent >= 98
                else _("asked in near words (%(percent)s %%)") % {"percent": percent}
            )
            ranked[-pair.low][pair.high] = (pair.score, why)
