"""The list as a table: the same columns for CSV and XLSX, with headings in the reader's language."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from focal_points.models import Institution, SearchRow, Status, Trend
from nmrf.base.spreadsheets import neutral
from recommendations.models import Ask, Cluster, Recommendation, Tag

CHUNK = 500


class Names:
    """Names of what rows hold as numbers; read once a table."""

    @cached_property
    def tags(self) -> dict[int, Tag]:
        """All tags."""
        return Tag.objects.prefetch_related("names").in_bulk()

    @cached_property
    def institutions(self) -> dict[int, Institution]:
        """All institutions."""
        return Institution.objects.prefetch_related("names").in_bulk()

    @cached_property
    def asks(self) -> dict[int, str]:
        """The public keys of all recurring requests."""
        found = Ask.objects.filter(state=Ask.State.CONFIRMED).values_list("pk", "public_id")
        return {pk: str(public_id) for pk, public_id in found}

    @cached_property
    def clusters(self) -> dict[int, Cluster]:
        """All clusters."""
        return Cluster.objects.prefetch_related("texts").in_bulk()


def joined(keys: Iterable[int], things: dict[int, Any]) -> str:
    """Names of these, one after the other."""
    return "; ".join(str(things[key]) for key in keys if key in things)


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what it holds for a row."""

    heading: Any
    value: Callable[[SearchRow, Recommendation, Names], str | int | date | None]


def _text(recommendation: Recommendation) -> Any:
    return recommendation.original


def _is_judged(row: SearchRow) -> bool:
    """Asks something of this State: of others, and of observations, no status is kept."""
    return row.is_home and row.is_ask


COLUMNS: tuple[Column, ...] = (
    Column(_("Record"), lambda row, rec, names: str(rec.public_id)),
    Column(_("UHRI annotation"), lambda row, rec, names: str(rec.annotation_id or "")),
    Column(_("Mechanism"), lambda row, rec, names: str(rec.document.mechanism)),
    Column(_("Document"), lambda row, rec, names: rec.document.symbol or rec.document.title),
    Column(_("Cycle"), lambda row, rec, names: row.cycle),
    Column(_("Paragraph"), lambda row, rec, names: rec.paragraph),
    Column(_("Adopted"), lambda row, rec, names: rec.document.adopted_on),
    Column(_("Published"), lambda row, rec, names: rec.published_on or rec.document.published_on),
    Column(_("Short title"), lambda row, rec, names: rec.title),
    Column(_("Text"), lambda row, rec, names: _text(rec).text if _text(rec) else ""),
    Column(_("Language of the text"), lambda row, rec, names: _text(rec).language if _text(rec) else ""),
    Column(_("Position of the State"), lambda row, rec, names: str(_position(row))),
    Column(
        _("Recommending States"),
        lambda row, rec, names: "; ".join(str(one.country) for one in rec.recommending_states.all()),
    ),
    Column(_("Follow-up due"), lambda row, rec, names: rec.followup_due_on),
    Column(
        _("Verified status"), lambda row, rec, names: str(Status(row.status).label) if _is_judged(row) else ""
    ),
    Column(_("Code of the status"), lambda row, rec, names: row.status if _is_judged(row) else ""),
    Column(_("In force since"), lambda row, rec, names: row.status_on),
    Column(_("Last verified"), lambda row, rec, names: row.verified_on),
    Column(_("Trend"), lambda row, rec, names: str(Trend(row.trend).label) if row.trend else ""),
    Column(_("Parts"), lambda row, rec, names: len(row.statuses) if len(row.statuses) > 1 else None),
    Column(
        _("Lead institution"),
        lambda row, rec, names: joined([row.lead] if row.lead else [], names.institutions),
    ),
    Column(
        _("Other institutions"),
        lambda row, rec, names: joined(
            [key for key in row.institutions if key != row.lead], names.institutions
        ),
    ),
    Column(_("Clusters"), lambda row, rec, names: joined(row.clusters, names.clusters)),
    Column(_("Recurring request"), lambda row, rec, names: names.asks.get(row.ask or 0, "")),
    Column(_("Themes"), lambda row, rec, names: joined(row.themes, names.tags)),
    Column(_("People concerned"), lambda row, rec, names: joined(row.persons, names.tags)),
    Column(_("Sustainable Development Goals"), lambda row, rec, names: joined(row.sdgs, names.tags)),
)


def _position(row: SearchRow) -> Any:
    return Recommendation.Position(row.upr_position).label if row.upr_position else ""


def headings() -> list[str]:
    """Of the columns, in the reader's language."""
    return [str(column.heading) for column in COLUMNS]


def lines(rows: Any) -> Iterator[list[str | int | date | None]]:
    """Row by row, with texts made harmless; a few hundred in memory at a time."""
    names = Names()
    for row in rows.iterator(chunk_size=CHUNK):
        yield [_harmless(column.value(row, row.recommendation, names)) for column in COLUMNS]


def _harmless(value: str | int | date | None) -> str | int | date | None:
    return neutral(value) if isinstance(value, str) else value
