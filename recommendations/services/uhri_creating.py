"""New records on their way into the register: a whole batch in one statement.

What was staged is ready to be written; only documents, and words that nobody knew then, are looked up here.
Texts and the source's rows go from the staged records to their places inside the database.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, models
from django.db.models import F, Func, TextField
from django.utils import timezone

from nmrf.base.services.copying import copy_in, next_keys
from recommendations.models import (
    Addressee,
    Document,
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

# Table → column → where it comes from. Columns that are not named take the model's own defaults.
_COLUMNS: dict[type[models.Model], dict[str, str]] = {
    Recommendation: {
        "id": "id",
        "public_id": "gen_random_uuid()",
        "annotation_id": "annotation_id",
        "document_id": "document",
        "kind": "kind",
        "paragraph": "paragraph",
        "paragraph_order": "paragraph_order",
        "position": "position",
        "is_home": "states ? %(home)s",
        "upr_position": "upr_position",
        "is_partly_supported": "is_partly_supported",
        "published_on": "published_on",
        "uhri_published_at": "uhri_published_at AT TIME ZONE 'UTC'",
        "please_look": """CASE WHEN please_look = '[]' THEN '{}' ELSE ARRAY(
            SELECT DISTINCT look ->> 'code' FROM jsonb_array_elements(please_look) look ORDER BY 1) END""",
        "source_row": "coalesce(source, '{}')",
        "source_digest": "source_digest",
    },
    # A text is given whole, or by how many characters of the record's own come before it.
    RecommendationText: {
        "recommendation_id": "id",
        "language": "one.key",
        "origin": "'uhri'",
        "text": """CASE jsonb_typeof(one.value)
            WHEN 'number' THEN substr(coalesce(text, ''), one.value::integer + 1)
            ELSE one.value #>> '{}' END""",
        "is_original": "one.key = original",
        "run_id": "%(run)s",
    },
    Addressee: {"recommendation_id": "fresh.id", "country_id": "country.id"},
    RecommendingState: {"recommendation_id": "fresh.id", "country_id": "country.id"},
    RecommendationTag: {"recommendation_id": "id", "tag_id": "tag::bigint", "origin": "'uhri'"},
}
_SOURCES: dict[type[models.Model], str] = {
    Recommendation: "fresh",
    RecommendationText: "fresh CROSS JOIN jsonb_each(texts) AS one",
    Addressee: """fresh CROSS JOIN jsonb_array_elements_text(states) AS code
        JOIN recommendations_country country ON country.iso3 = code""",
    RecommendingState: """fresh CROSS JOIN jsonb_array_elements_text(recommending) AS code
        JOIN recommendations_country country ON country.iso3 = code WHERE edition = %(edition)s""",
    RecommendationTag: "fresh CROSS JOIN jsonb_array_elements_text(tags) AS tag WHERE edition = %(edition)s",
}
_FRESH = """
SELECT given.id, given.document, s.annotation_id, s.please_look, s.source, ready.*,
       coalesce(said.states, '[]') AS states, said.text, said.published_on, said.uhri_published_at,
       coalesce(nullif(said.number_in_document, 0), s.place) AS position,
       coalesce(nullif(ready.said_kind, ''), given.kind) AS kind
FROM unnest(%(ids)s::bigint[], %(staged)s::bigint[], %(documents)s::bigint[], %(kinds)s::text[])
     AS given(id, staged, document, kind)
JOIN recommendations_stagedrecord s ON s.id = given.staged AND s.id BETWEEN %(first)s AND %(last)s
CROSS JOIN LATERAL jsonb_to_record(s.payload)
    AS said(ready jsonb, text text, states jsonb, published_on date, uhri_published_at timestamp,
            number_in_document integer)
CROSS JOIN LATERAL (
    SELECT kind AS said_kind, paragraph, paragraph_order, upr_position, is_partly_supported, source_digest,
           texts, original, recommending, tags, edition
    FROM jsonb_to_record(said.ready)
        AS ready(kind text, paragraph text, paragraph_order integer[], upr_position text,
                 is_partly_supported boolean, source_digest text, texts jsonb, original text,
                 recommending jsonb, tags jsonb, edition text)
) AS ready
"""
# What has to be known of a record to find its document, and its new words.
_LONG = "ARRAY['text', 'texts', 'countries', 'regions', 'odd', 'unlabelled']"
WITHOUT_TEXT = Func(F("payload"), template=f"(%(expressions)s - {_LONG})::text", output_field=TextField())
Staged = tuple[int, str]  # key of the staged record, and its payload without the texts
_OF_DOCUMENT = ("document_id", "symbol", "body_label", "published_on", "upr_session", "upr_cycle")


class Creation:
    """Makes recommendations of staged records that the register does not have."""

    def __init__(self, run: ImportRun, words: Vocabulary, documents: Documents) -> None:
        self.run = run
        self.words = words
        self.documents = documents
        self.edition = words.edition  # before anything is made

    def write(self, batch: Sequence[Staged]) -> list[int]:
        """Write a batch; the keys of what was made."""
        keys = next_keys(Recommendation, len(batch))
        said = [orjson.loads(payload) for _staged, payload in batch]
        documents = self._documents(said)
        self.words.ensure_countries({code for one in said for code in _states(one)})
        values = {
            "ids": _array(keys),
            "staged": _array(pk for pk, _payload in batch),
            "documents": _array(document.pk for document in documents),
            "kinds": _array(map(self._kind_unsaid, documents)),
            "first": min((pk for pk, _payload in batch), default=0),
            "last": max((pk for pk, _payload in batch), default=0),
            "home": settings.HOME_STATE,
            "run": self.run.pk,
            "edition": self.edition,
        }
        statement, defaults = _statement()
        with connection.cursor() as cursor:
            cursor.execute(statement, values | defaults)
        self._write_other_words(keys, said)
        return keys

    def _kind_unsaid(self, document: Document) -> str:
        return uhri_comparing.kind_unsaid(self.words.mechanism_kinds[document.mechanism_id])

    def _documents(self, said: Sequence[dict[str, Any]]) -> list[Document]:
        """Each record's document; those that are alike in what they say of it are asked once."""
        alike = [(*map(one.get, _OF_DOCUMENT), "upr_positions" in one) for one in said]
        first = dict(zip(reversed(alike), reversed(said), strict=True))
        records = {key: codec.from_json(first[key]) for key in dict.fromkeys(alike)}
        self.documents.look_up(list(records.values()))
        found = {key: self.documents.for_new(record) for key, record in records.items()}
        self.documents.flush()
        return [found[key] for key in alike]

    def _write_other_words(self, keys: Sequence[int], said: Sequence[dict[str, Any]]) -> None:
        """Tags that nobody knew when the records were staged; all words of records staged in other words."""
        tags: list[tuple[int, int, str]] = []
        states: list[tuple[int, int]] = []
        for key, one in zip(keys, said, strict=True):
            ready = one["ready"]
            in_other_words = ready["edition"] != self.edition
            if not in_other_words and not ready["unknown"]:
                continue
            record = codec.from_json(one)
            found = {tag for kind in self.words.ensure_tags(record).values() for tag in kind}
            if in_other_words:
                recommending = self.words.states_of(record.recommending_countries)
                states += [(key, country) for country in self.words.ensure_countries(recommending)]
            else:
                found -= set(ready["tags"])
            tags += [(key, tag, RecommendationTag.Origin.UHRI.value) for tag in found]
        copy_in(RecommendationTag, ("recommendation", "tag", "origin"), tags)
        copy_in(RecommendingState, ("recommendation", "country"), states)


def _states(said: dict[str, Any]) -> Iterable[str]:
    return (*said.get("states", ()), *said["ready"]["recommending"])


def _array(keys: Iterable[int | str]) -> str:
    """As PostgreSQL reads it; many times faster than having the driver look at each."""
    return f"{{{','.join(map(str, keys))}}}"


def _statement() -> tuple[str, dict[str, Any]]:
    """The one statement, and the models' defaults that it needs."""
    defaults: dict[str, Any] = {}
    inserts = [_insert(model, columns, defaults) for model, columns in _COLUMNS.items()]
    *first, last = inserts
    named = ", ".join(f"part_{number} AS ({insert})" for number, insert in enumerate(first))
    return f"WITH fresh AS MATERIALIZED ({_FRESH}), {named} {last}", defaults


def _insert(model: type[models.Model], columns: dict[str, str], defaults: dict[str, Any]) -> str:
    quote = connection.ops.quote_name
    all_columns = dict(columns)
    for one in model._meta.concrete_fields:
        field: Any = one
        if field.column not in columns and not field.primary_key and not field.has_db_default():
            name = f"{model._meta.model_name}_{field.column}"
            value = timezone.now() if getattr(field, "auto_now_add", False) else field.get_default()
            defaults[name] = field.get_db_prep_save(value, connection)
            all_columns[field.column] = f"%({name})s::{field.db_type(connection)}"
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, all_columns))}) "  # noqa: S608
        f"SELECT {', '.join(all_columns.values())} FROM {_SOURCES[model]}"
    )
