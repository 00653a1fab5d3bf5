"""Fills a register with generated records straight by COPY, triggers off: for benchmarks of what comes after.

Marked as what it is: the import has its own benchmark, and this is not it. The rows are those an import
leaves in documents, recommendations, texts, tags and addressees; the search table is then refreshed by the
product itself. The State with the most records is this house's own and has institutions, clusters,
assignments and verified statuses.
"""

import datetime as dt
import json
import uuid
from collections import Counter
from contextlib import ExitStack
from typing import Any

import psycopg

from benchmarks.documents import plan, states
from benchmarks.generator import records
from benchmarks.real import LANGUAGES

NOW = dt.datetime(2026, 2, 4, tzinfo=dt.UTC)
POSITIONS = {"Supported": "supported", "Noted": "noted", "Supported/Noted": "noted"}
KINDS = {"Recommendations": "recommendation", "Concerns/Observations": "observation"}
TABLES = {
    "recommendations_document": "id public_id uhri_id mechanism_id symbol kind cycle published_on",
    "recommendations_recommendation": "id public_id annotation_id document_id kind paragraph paragraph_order"
    " position title is_home upr_position is_partly_supported published_on source_row recorded_at",
    "recommendations_recommendationtext": "recommendation_id language origin text is_original at",
    "recommendations_recommendationtag": "recommendation_id tag_id origin",
    "recommendations_addressee": "recommendation_id country_id",
    "recommendations_recommendingstate": "recommendation_id country_id",
}


def home(count: int, seed: int = 1) -> str:
    """The State with the most records."""
    sizes: Counter[str] = Counter()
    for document in plan(count, seed, None):
        sizes[document.iso3] += document.size
    return sizes.most_common(1)[0][0]


def fill(address: str, count: int, seed: int = 1) -> None:
    """All tables of the register, then the national work of the home State."""
    _give_defaults(address)
    with ExitStack() as open_copies, psycopg.connect(address) as reading:
        writing = {name: _copy(open_copies, address, name) for name in TABLES}
        _Writer(reading, writing, home(count, seed)).write(count, seed)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in WORK:
            connection.execute(statement)
        for name in ("recommendations_document", "recommendations_recommendation"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"  # noqa: S608
            )
    settle(address)


def settle(address: str) -> None:
    """As a register is that has stood for a while: with statistics, without pending entries of indexes."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _give_defaults(address: str) -> None:
    """Empty values by themselves in columns that must hold one: Django keeps its defaults to itself."""
    with psycopg.connect(address) as connection:
        needed = connection.execute(
            """SELECT table_name, column_name,
                      CASE data_type WHEN 'boolean' THEN 'false' WHEN 'ARRAY' THEN '{}'
                      WHEN 'jsonb' THEN '{}' WHEN 'integer' THEN '0' ELSE '' END
               FROM information_schema.columns
               WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL
                 AND is_identity = 'NO' AND data_type IN
                     ('boolean', 'ARRAY', 'jsonb', 'integer', 'text', 'character varying')"""
        ).fetchall()
        for table, column, value in needed:
            connection.execute(
                f"ALTER TABLE {table} ALTER COLUMN \"{column}\" SET DEFAULT '{value}'".encode()
            )


def _copy(stack: ExitStack, address: str, name: str) -> Any:
    connection = stack.enter_context(psycopg.connect(address))
    connection.execute("SET session_replication_role = replica")
    columns = TABLES[name].replace(" ", ", ")
    return stack.enter_context(connection.cursor().copy(f"COPY {name} ({columns}) FROM STDIN"))


class _Writer:
    """Turns records into rows."""

    def __init__(self, connection: Any, writing: dict[str, Any], home_state: str) -> None:
        self.writing = {name.removeprefix("recommendations_"): copy for name, copy in writing.items()}
        self.home_state = home_state
        self.iso3 = {state.name: state.iso3 for state in states()}
        self.countries = dict(connection.execute("SELECT iso3, id FROM recommendations_country").fetchall())
        self.bodies = dict(connection.execute("SELECT code, id FROM recommendations_mechanism").fetchall())
        self.bodies |= dict(
            connection.execute("SELECT name, mechanism_id FROM recommendations_mechanismname").fetchall()
        )
        self.tags = dict(
            connection.execute(
                "SELECT name, tag_id FROM recommendations_tagname WHERE language = 'en'"
                " ORDER BY is_alias DESC"
            ).fetchall()
        )
        self.documents: dict[str, int] = {}
        self.keys: dict[str, int] = {}

    def write(self, count: int, seed: int) -> None:
        for number, record in enumerate(records(count, seed), start=1):
            self._record(number, record)
        for language in LANGUAGES[1:]:
            for record in records(count, seed, language=language):
                key = self.keys[record["AnnotationId"]]
                self._text(key, language, record["Text"], is_original=False)

    def _record(self, number: int, record: dict[str, Any]) -> None:
        key, symbol = number, record["Symbol"]
        self.keys[record["AnnotationId"]] = key
        day = record["PublicationDate"][:10]
        if symbol not in self.documents:
            self._document(symbol, record, day)
        iso3 = self.iso3[record["Countries"][0]]
        label = record["AnnotationType"].removeprefix("- ")
        position = next(iter(record["UprPositions"]), "")
        paragraph = record["Text"].split(" ", 1)[0].rstrip(".")
        self.writing["recommendation"].write_row(
            (
                key, uuid.UUID(int=number), record["AnnotationId"], self.documents[symbol],
                KINDS.get(label, "other"), paragraph, [int(part) for part in paragraph.split(".")], number,
                record["Text"].split(" ", 1)[1][:80] if number % 4 == 0 else "", iso3 == self.home_state,
                POSITIONS.get(position, ""), position == "Supported/Noted", day, json.dumps(record), NOW,
            )
        )  # fmt: skip
        self._text(key, "en", record["Text"], is_original=True)
        for tag in {
            self.tags[label] for name in ("Themes", "AffectedPersons", "Sdgs") for label in record[name]
        }:
            self.writing["recommendationtag"].write_row((key, tag, "uhri"))
        self.writing["addressee"].write_row((key, self.countries[iso3]))
        for name in record["UprRecommendingCountry"]:
            self.writing["recommendingstate"].write_row((key, self.countries[self.iso3[name]]))

    def _document(self, symbol: str, record: dict[str, Any], day: str) -> None:
        number = self.documents[symbol] = len(self.documents) + 1
        cycle = (record["UprCycle"] or "0")[0]
        body = record["Body"].removeprefix("- ")
        self.writing["document"].write_row(
            (
                number, uuid.UUID(int=number), record["DocumentId"], self.bodies[body], symbol,
                "upr-report" if body == "UPR" else "concluding-observations", int(cycle) or None, day,
            )
        )  # fmt: skip

    def _text(self, key: int, language: str, text: str, *, is_original: bool) -> None:
        self.writing["recommendationtext"].write_row((key, language, "uhri", text, is_original, NOW))


WORK = (
    """INSERT INTO focal_points_institution (public_id, code, kind, email, wants_validator)
       SELECT gen_random_uuid(), 'ministry-' || n, 'ministry', '', false FROM generate_series(1, 14) n""",
    """INSERT INTO focal_points_institutionname (institution_id, language, name, is_alias)
       SELECT id, 'en', 'Ministry ' || id, false FROM focal_points_institution""",
    """INSERT INTO recommendations_cluster (public_id, code)
       SELECT gen_random_uuid(), 'cluster-' || n FROM generate_series(1, 24) n""",
    """INSERT INTO recommendations_clustertext (cluster_id, language, name, desired_outcome)
       SELECT id, 'en', 'Cluster ' || id, '' FROM recommendations_cluster""",
    """INSERT INTO recommendations_clustermembership (cluster_id, recommendation_id)
       SELECT 1 + (r.id * 31 % 24) % (1 + r.id % 24), r.id
       FROM recommendations_recommendation r WHERE r.is_home""",
    """INSERT INTO focal_points_assignment
              (public_id, role, state, note, assigned_at, version, institution_id, recommendation_id)
       SELECT gen_random_uuid(), 'lead', 'accepted', '', now(), 1,
              1 + (r.id * 17 % 14) % (1 + r.id % 14), r.id
       FROM recommendations_recommendation r WHERE r.is_home AND r.id % 5 <> 0""",
    """INSERT INTO base_user (password, is_superuser, public_id, email, name, role, organisation, language,
                              is_active, joined_at)
       VALUES ('', false, gen_random_uuid(), 'secretariat@example.org', 'Secretariat', 'secretariat',
               '', 'en', true, now())""",
    """INSERT INTO focal_points_implementationstatus
              (public_id, status, trend, effective_on, recorded_at, reason, retracted_because, basis, source,
               recommendation_id, verified_by_id)
       SELECT gen_random_uuid(),
              (ARRAY['implemented', 'partially_implemented', 'in_progress', 'not_started', 'not_implemented']
              )[1 + r.id % 5],
              '', date '2024-01-01' + (r.id % 700)::int,
              now() - (r.id % 700) * interval '1 day', '', '', 'verified', '', r.id,
              (SELECT max(id) FROM base_user)
       FROM recommendations_recommendation r WHERE r.is_home AND r.id % 3 <> 0""",
)
"""Institutions, clusters, leads and verified statuses of the home State, unevenly spread."""
