"""New records on their way into the register: whole batches, set by set.

Words are looked up here; what only has to be moved (texts, the source's rows) goes from the staged records to
its place inside the database. Keys are taken from the sequences in blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, models
from django.db.models import F, Func, TextField
from django.utils import timezone

from nmrf.base.services.copying import copy_in, next_keys
from recommendations.models import (
    Addressee,
    ImportRun,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
)
from recommendations.services import uhri_comparing
from recommendations.services.uhri_documents import Documents
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri import codec
from recommendations.uhri.records import UhriRecord

_GIVEN = """unnest(%(ids)s::bigint[], %(staged)s::bigint[], %(documents)s::bigint[], %(kinds)s::text[],
                 %(positions)s::integer[], %(home)s::boolean[])
            AS given(id, staged, document, kind, position, is_home)
     JOIN recommendations_stagedrecord s ON s.id = given.staged"""
# Column → where it comes from; the other columns take the model's defaults.
_RECOMMENDATION = {
    "id": "given.id",
    "public_id": "gen_random_uuid()",
    "annotation_id": "s.annotation_id",
    "document_id": "given.document",
    "kind": "given.kind",
    "paragraph": "ready.paragraph",
    "paragraph_order": "ready.paragraph_order",
    "position": "given.position",
    "is_home": "given.is_home",
    "upr_position": "ready.upr_position",
    "is_partly_supported": "ready.is_partly_supported",
    "published_on": "said.published_on",
    "uhri_published_at": "said.uhri_published_at AT TIME ZONE 'UTC'",
    "please_look": """CASE WHEN s.please_look = '[]' THEN '{}' ELSE ARRAY(
        SELECT DISTINCT look ->> 'code' FROM jsonb_array_elements(s.please_look) look ORDER BY 1) END""",
    "source_row": "coalesce(s.source, '{}')",
    "source_digest": "ready.source_digest",
}
_FROM_STAGED = f"""{_GIVEN}
     CROSS JOIN LATERAL jsonb_to_record(s.payload)
        AS said(ready jsonb, text text, published_on date, uhri_published_at timestamp)
     CROSS JOIN LATERAL jsonb_to_record(said.ready)
        AS ready(paragraph text, paragraph_order integer[], upr_position text, is_partly_supported boolean,
                 source_digest text, texts jsonb, original text)"""
# A text is given whole, or by how many characters of the record's own come before it.
_TEXT = {
    "recommendation_id": "given.id",
    "language": "one.key",
    "origin": "'uhri'",
    "text": """CASE jsonb_typeof(one.value)
        WHEN 'number' THEN substr(coalesce(said.text, ''), one.value::integer + 1)
        ELSE one.value #>> '{}' END""",
    "is_original": "one.key = ready.original",
    "run_id": "%(run)s",
}
WITHOUT_TEXT = Func(
    F("payload"), template="(%(expressions)s - ARRAY['text', 'texts'])::text", output_field=TextField()
)
Staged = tuple[int, str]  # key of the staged record, and its payload without the texts


@dataclass
class Made:
    """The rows of one batch, column by column."""

    staged: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    home: list[bool] = field(default_factory=list)
    addressed: list[tuple[int, int]] = field(default_factory=list)
    recommending: list[tuple[int, int]] = field(default_factory=list)
    tags: list[tuple[int, int, str]] = field(default_factory=list)


class Creation:
    """Makes recommendations of staged records that the register does not have."""

    def __init__(self, run: ImportRun, words: Vocabulary, documents: Documents) -> None:
        self.run = run
        self.words = words
        self.documents = documents

    def write(self, batch: Sequence[Staged]) -> list[int]:
        """Write a batch; the keys of what was made."""
        plain = [orjson.loads(payload) for _pk, payload in batch]
        records = [codec.from_json(one) for one in plain]
        self.documents.look_up(records)
        keys = next_keys(Recommendation, len(batch))
        made = Made()
        for key, (staged, _payload), said, record in zip(keys, batch, plain, records, strict=True):
            made.staged.append(staged)
            self._add(made, key, record, said["ready"]["kind"])
        self.documents.flush()
        values = {
            "ids": keys, "staged": made.staged, "documents": made.documents, "kinds": made.kinds,
            "positions": made.positions, "home": made.home, "run": self.run.pk,
        }  # fmt: skip
        _insert(Recommendation, _RECOMMENDATION, _FROM_STAGED, values)
        _insert(RecommendationText, _TEXT, f"{_FROM_STAGED} CROSS JOIN jsonb_each(ready.texts) one", values)
        copy_in(Addressee, ("recommendation", "country"), made.addressed)
        copy_in(RecommendingState, ("recommendation", "country"), made.recommending)
        copy_in(RecommendationTag, ("recommendation", "tag", "origin"), made.tags)
        return keys

    def _add(self, made: Made, key: int, record: UhriRecord, kind: str) -> None:
        document = self.documents.for_new(record)
        mechanism_kind = self.words.mechanism_kinds[document.mechanism_id]
        made.documents.append(document.pk)
        made.kinds.append(kind or uhri_comparing.kind_unsaid(mechanism_kind))
        made.positions.append(record.number_in_document or record.place)
        made.home.append(settings.HOME_STATE in record.states)
        states = self.words.ensure_countries(set(record.states))
        made.addressed += [(key, country) for country in states]
        others = self.words.ensure_countries(self.words.states_of(record.recommending_countries))
        made.recommending += [(key, country) for country in others]
        origin = RecommendationTag.Origin.UHRI.value
        for tags in self.words.ensure_tags(record).values():
            made.tags += [(key, tag, origin) for tag in tags]


def _insert(model: type[models.Model], columns: dict[str, str], source: str, values: dict[str, Any]) -> None:
    """Insert from what is staged; columns that are not named take the model's own defaults."""
    quote = connection.ops.quote_name
    columns, values = dict(columns), dict(values)
    for one in _with_default(model, columns):
        name = f"default_{one.column}"
        columns[one.column] = f"%({name})s::{one.db_type(connection)}"
        values[name] = one.get_db_prep_save(_default(one), connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "  # noqa: S608
            f"SELECT {', '.join(columns.values())} FROM {source}",
            values,
        )


def _with_default(model: type[models.Model], given: dict[str, str]) -> list[Any]:
    return [
        one
        for one in model._meta.concrete_fields
        if one.column not in given and not one.primary_key and not one.has_db_default()
    ]


def _default(one: Any) -> Any:
    return timezone.now() if getattr(one, "auto_now_add", False) else one.get_default()
