"""What is compared: the texts of one State's current recommendations, taken apart once and kept."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from recommendations.models import AskLook, Recommendation, RecommendationText
from recommendations.models.recommendation import RecommendationQuerySet
from recommendations.recurring import keeping, pairs
from recommendations.recurring.table import Asked
from recommendations.services.key_arrays import among

Origin = RecommendationText.Origin
BATCH = 2_000
_SAMPLE = 1_500  # texts are enough to know a language's common words by
Texts = dict[str, str]  # language → text


@dataclass
class Material:
    """The texts of a State, by language; which recommendations are new or changed; what to keep of them."""

    keys: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    looks: list[AskLook] = field(default_factory=list)
    texts: dict[int, Texts] = field(default_factory=dict)

    def languages(self) -> list[str]:
        """The one most texts are in first."""
        return sorted(self.asked, key=lambda language: (-len(self.asked[language]), language))


def home() -> RecommendationQuerySet:
    """The house's own."""
    return compared(settings.HOME_STATE)


def compared(country: str) -> RecommendationQuerySet:
    """The recommendations of a State (ISO3) that are compared with each other."""
    rows = Recommendation.objects.asks().current()
    return rows.home() if country == settings.HOME_STATE else rows.addressed_to(country)


def unseen(keys: Collection[int] | None = None) -> bool:
    """Whether the house's own recommendations (or these among them) have texts that were not compared yet."""
    rows = home() if keys is None else home().filter(pk__in=keys)
    texts = _texts_of(rows)
    return texts.filter(
        Q(recommendation__ask_look=None) | Q(at__gt=F("recommendation__ask_look__at"))
    ).exists()


def read(country: str) -> Material:
    """All texts of a State; only what is new or changed is taken apart."""
    made = Material(texts=_texts(country))
    made.keys = set(made.texts)
    kept = dict(_kept(made.texts))
    made.new = made.keys - set(kept)
    known = _known_words(made) if made.new else {}
    by_language: dict[str, list[Asked]] = defaultdict(list)
    for key in sorted(made.keys):
        requests = kept.get(key)
        if requests is None:
            apart = {
                language: pairs.asked(key, text, language, known.get(language, frozenset()))
                for language, text in made.texts[key].items()
            }
            made.looks.append(_look(key, made.texts[key], apart))
        else:
            apart = {language: _again(key, rows) for language, rows in requests.items()}
        for language, asked in apart.items():
            if asked.requests:
                by_language[language].append(asked)
    made.asked = dict(by_language)
    return made


def save(looks: list[AskLook]) -> None:
    """Keep what was taken apart."""
    AskLook.objects.bulk_create(
        looks,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["recommendation"],
        update_fields=["digest", "requests", "at"],
    )


def touch(keys: Collection[int]) -> None:
    """Texts written again as they were are seen too."""
    AskLook.objects.filter(
        recommendation__in=among(keys), at__lt=Subquery(_newest_text(OuterRef("recommendation")))
    ).update(at=timezone.now())


def digest(texts: Texts) -> str:
    """Of the texts and of the rules by which they are taken apart."""
    said = "\0".join(f"{language}\0{text}" for language, text in sorted(texts.items()))
    return hashlib.md5(f"{keeping.rules()}\0{said}".encode(), usedforsecurity=False).hexdigest()


def _texts(country: str) -> dict[int, Texts]:
    """Key → text by language: a national correction counts before what it corrects."""
    rows = _texts_of(compared(country)).values_list("recommendation_id", "language", "origin", "text")
    found: dict[int, Texts] = defaultdict(dict)
    corrected: set[tuple[int, str]] = set()
    for key, code, origin, text in rows.iterator(chunk_size=BATCH):
        language = code.split("-")[0]
        if origin == Origin.CORRECTION:
            corrected.add((key, language))
        elif (key, language) in corrected:
            continue
        found[key][language] = text
    return dict(found)


def _texts_of(rows: RecommendationQuerySet) -> QuerySet[RecommendationText]:
    texts = RecommendationText.objects.filter(recommendation__in=rows.order_by().values("pk"))
    return texts.exclude(origin=Origin.PLAIN).exclude(text="")


def _kept(texts: dict[int, Texts]) -> Iterator[tuple[int, dict[str, list[list[object]]]]]:
    """Of the texts that did not change, the requests as kept."""
    looks = AskLook.objects.filter(recommendation__in=among(texts))
    for key, of_texts, requests in looks.values_list("recommendation_id", "digest", "requests"):
        if of_texts == digest(texts[key]):
            yield key, requests


def _known_words(made: Material) -> dict[str, frozenset[str]]:
    by_language: dict[str, list[str]] = defaultdict(list)
    for texts in made.texts.values():
        for language, text in texts.items():
            by_language[language].append(text)
    return {language: pairs.known_words(texts[-_SAMPLE:]) for language, texts in by_language.items()}


def _newest_text(key: OuterRef) -> QuerySet[Any]:
    texts = RecommendationText.objects.filter(recommendation=key).exclude(origin=Origin.PLAIN)
    return texts.order_by("-at").values("at")[:1]


def _look(key: int, texts: Texts, apart: dict[str, Asked]) -> AskLook:
    requests = {
        language: [keeping.plain(request) for request in asked.requests] for language, asked in apart.items()
    }
    return AskLook(recommendation_id=key, digest=digest(texts), requests=requests)


def _again(key: int, rows: list[list[object]]) -> Asked:
    return Asked(key, tuple(keeping.request(row) for row in rows))
