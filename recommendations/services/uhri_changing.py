"""Known records that differ: what is news in each is gathered, and written for a whole batch at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from recommendations.models import (
    Addressee,
    ImportRun,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
)
from recommendations.services import national_fields
from recommendations.services import uhri_comparing as comparing
from recommendations.services.uhri_comparing import TAG_FIELDS
from recommendations.services.uhri_documents import Documents, as_moment
from recommendations.services.uhri_register import Known
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri.paragraph_order import order_of
from recommendations.uhri.records import ENGLISH, UhriRecord

BATCH = 500
Pair = tuple[int, int]  # recommendation, and State or tag


@dataclass
class Given:
    """A staged record of an annotation that the register has."""

    record: UhriRecord
    digest: str
    here: Known


@dataclass
class News:
    """What a batch changes, table by table."""

    rows: dict[tuple[str, ...], list[Recommendation]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[int, str] = field(default_factory=dict)
    new_texts: list[RecommendationText] = field(default_factory=list)
    taken: dict[Any, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    added: dict[Any, set[Pair]] = field(default_factory=lambda: defaultdict(set))


class Changing:
    """Writes what differs between staged records and the register."""

    def __init__(self, run: ImportRun, words: Vocabulary, documents: Documents) -> None:
        self.run = run
        self.words = words
        self.documents = documents

    def write(self, batch: Sequence[Given]) -> set[int]:
        """Write a batch; the keys of what changed."""
        keys = [one.here.pk for one in batch]
        rows = Recommendation.objects.select_related("document").in_bulk(keys)
        self.documents.look_up([one.record for one in batch])
        news, changed = News(), set()
        for one in batch:
            if found := comparing.differences(one.record, one.here, self.words):
                changed.add(one.here.pk)
                if names := self._set_fields(rows[one.here.pk], one, found):
                    news.rows[tuple(sorted(names))].append(rows[one.here.pk])
                self._note_relations(news, one, found)
        self.documents.flush()
        self._keep(news)
        return changed

    def _set_fields(self, row: Recommendation, given: Given, found: comparing.Differences) -> set[str]:
        """Set what differs on the row itself; the names of the fields that were set."""
        record = given.record
        news: dict[str, Any] = {}
        found = {name: one for name, one in found.items() if not national_fields.is_national(one)}
        if found.keys() & {"symbol", "document", "mechanism", "cycle"}:
            news["document"] = self.documents.for_changed(record, self.documents.as_now(row.document))
        if "kind" in found:
            news["kind"] = found["kind"]["new"]
        if "paragraph" in found:
            paragraph = found["paragraph"]["new"]
            news |= {"paragraph": paragraph, "paragraph_order": order_of(paragraph)}
        if "position" in found:
            news["upr_position"], news["is_partly_supported"] = comparing.position_of(record.upr_positions)
        if "published_on" in found:
            news["published_on"] = record.published_on
        if "uhri_published_at" in found:
            news["uhri_published_at"] = as_moment(record.uhri_published_at)
        if "states" in found:
            news["is_home"] = settings.HOME_STATE in record.states
        if "gone" in found:
            news["gone_at"] = None
        if record.language == ENGLISH:
            news |= {"source_row": record.source, "source_digest": given.digest}
        for name, value in news.items():
            setattr(row, name, value)
        return set(news)

    def _note_relations(self, news: News, given: Given, found: comparing.Differences) -> None:
        owner = given.here.pk
        for name, difference in found.items():
            if name.startswith("text:"):
                self._note_text(news, given.here, name.removeprefix("text:"), difference["new"])
            elif name in ("states", "recommending"):
                model = Addressee if name == "states" else RecommendingState
                codes = self.words.countries
                news.taken[model] |= {(owner, codes[code]) for code in difference["removed"]}
                added = self.words.ensure_countries(set(difference["added"]))
                news.added[model] |= {(owner, country) for country in added}
            elif name in TAG_FIELDS:
                kind = TAG_FIELDS[name]
                wanted = self.words.ensure_tags(given.record)[kind]
                old = given.here.tags.get(kind, set())
                news.taken[RecommendationTag] |= {(owner, tag) for tag in old - wanted}
                news.added[RecommendationTag] |= {(owner, tag) for tag in wanted - old}

    def _note_text(self, news: News, here: Known, language: str, text: str) -> None:
        if language in here.texts:
            news.texts[here.texts[language][0]] = text
        else:
            uhri = RecommendationText.Origin.UHRI
            news.new_texts.append(
                RecommendationText(
                    recommendation_id=here.pk, language=language, origin=uhri, text=text, run=self.run
                )
            )

    def _keep(self, news: News) -> None:
        for fields, changed in news.rows.items():
            Recommendation.objects.bulk_update(changed, fields, batch_size=BATCH)
        self._keep_texts(news)
        for model, pairs in news.taken.items():
            _take(model, pairs)
        for model, pairs in news.added.items():
            other = _other(model)
            model._base_manager.bulk_create(
                model(recommendation_id=owner, **{other: key}) for owner, key in sorted(pairs)
            )

    def _keep_texts(self, news: News) -> None:
        rows = list(RecommendationText.objects.filter(pk__in=news.texts))
        now = timezone.now()
        for row in rows:
            row.text, row.run, row.at = news.texts[row.pk], self.run, now
        RecommendationText.objects.bulk_update(rows, ["text", "run", "at"], batch_size=BATCH)
        _choose_originals(news.new_texts)
        RecommendationText.objects.bulk_create(news.new_texts)


def _choose_originals(new: Sequence[RecommendationText]) -> None:
    """English stands for the original whichever language came first; else the first that came."""
    owners = {row.recommendation_id for row in new}
    originals = RecommendationText.objects.filter(recommendation__in=owners, is_original=True)
    others = originals.filter(origin=RecommendationText.Origin.UHRI).exclude(language=ENGLISH)
    with_english = {row.recommendation_id for row in new if row.language == ENGLISH}
    others.filter(recommendation__in=with_english).update(is_original=False)
    has_original = set(originals.values_list("recommendation", flat=True))
    for row in sorted(new, key=lambda row: row.language != ENGLISH):
        row.is_original = row.recommendation_id not in has_original
        has_original.add(row.recommendation_id)


def _other(model: Any) -> str:
    return "tag_id" if model is RecommendationTag else "country_id"


def _take(model: Any, pairs: Collection[Pair]) -> None:
    """Delete the rows of these pairs; of tags only UHRI's."""
    rows = model._base_manager.filter(recommendation__in={owner for owner, _key in pairs})
    if model is RecommendationTag:
        rows = rows.filter(origin=RecommendationTag.Origin.UHRI)
    found = rows.values_list("pk", "recommendation", _other(model))
    wanted = set(pairs)
    model._base_manager.filter(pk__in=[pk for pk, *pair in found if tuple(pair) in wanted]).delete()
