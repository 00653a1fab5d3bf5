"""What PostgreSQL is asked of the words of the search table: whether they match, and how well."""

from django.db.models import BooleanField, F, FloatField, Func
from django.db.models.expressions import RawSQL


class _Matches(Func):
    """`words @@ query`, of whatever the table is called where this search stands inside another question."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()


def matches(query: str) -> Func:
    """Whether a row holds what this tsquery asks for."""
    return _Matches(F("words"), RawSQL("%s::tsquery", [query]))


def rank(query: str) -> RawSQL:
    """How well a row answers these words."""
    return RawSQL(
        'ts_rank("focal_points_searchrow"."words", %s::tsquery)',
        [query],
        output_field=FloatField(),
    )
