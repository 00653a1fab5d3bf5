"""Institutions, people and terms as they stand here, in the columns of the table: to mend and hand in."""

from typing import IO, Any

from django.utils import timezone
from import_export import fields, resources

from focal_points.models import Institution, Term
from focal_points.permissions import Can
from focal_points.sheets import people_book
from focal_points.sheets import people_columns as kinds
from focal_points.sheets.people_columns import NAME, columns_of
from nmrf.base.models import User
from nmrf.base.permissions import require


class _SheetResource(resources.Resource):
    """The columns of one sheet; the keys are kept, words are for the writer of the workbook."""

    sheet = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = {
            column.key: fields.Field(attribute=column.key, column_name=column.key, readonly=True)
            for column in columns_of(self.sheet)
        }

    class Meta:
        force_init_instance = True

    def get_export_order(self, selected_fields: Any = None) -> tuple[str, ...]:
        """As in the table."""
        return tuple(self.fields)

    def rows(self) -> list[dict[str, str]]:
        """Each row as column → value."""
        return [dict(zip(self.fields, row, strict=True)) for row in self.export()]


class InstitutionResource(_SheetResource):
    """Every institution that is not closed."""

    sheet = kinds.INSTITUTIONS

    def get_queryset(self) -> Any:
        """With names and what is above."""
        return Institution.objects.current().select_related("parent").for_list().order_by("kind", "code")

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> str:
        """The value of one column."""
        key = field.attribute
        if key.startswith(NAME):
            names = (one for one in instance.names.all() if not one.is_alias)
            return next((one.name for one in names if one.language == key.removeprefix(NAME)), "")
        if key == "wants_validator":
            return "yes" if instance.wants_validator else "no"
        if key == "parent":
            return instance.parent.code if instance.parent else ""
        return str(getattr(instance, {"contact": "email"}.get(key, key)))


class TermResource(_SheetResource):
    """Every term that runs or is still to come, with its person."""

    sheet = kinds.PEOPLE

    def get_queryset(self) -> Any:
        """By institution."""
        rows = Term.objects.exclude(ends_on__lt=timezone.localdate()).select_related("person", "institution")
        return rows.filter(person__is_active=True).order_by("institution__code", "role", "person__name")

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> str:
        """The value of one column."""
        key = field.attribute
        if key in ("email", "name", "language"):
            return str(getattr(instance.person, key))
        if key == "institution":
            return str(instance.institution.code)
        value = getattr(instance, key)
        return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def template(*, by: User) -> IO[bytes]:
    """The empty table with examples: an open file."""
    require(by, Can.KEEP_INSTITUTIONS)
    return people_book.workbook({})


def entered(*, by: User) -> IO[bytes]:
    """The table with what stands here: an open file."""
    require(by, Can.KEEP_INSTITUTIONS)
    return people_book.workbook(
        {kinds.INSTITUTIONS: InstitutionResource().rows(), kinds.PEOPLE: TermResource().rows()}
    )
