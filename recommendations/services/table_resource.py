"""What was entered here, in the columns of the template: to take out, mend and hand in again."""

from typing import Any

from import_export import fields, resources

from recommendations.models import Recommendation, Tag
from recommendations.services.table_vocabulary import CHOICES
from recommendations.tables.columns import TEMPLATE

_TAGS = {"themes": Tag.Kind.THEME, "persons": Tag.Kind.PERSONS, "sdgs": Tag.Kind.SDG}


class TemplateResource(resources.Resource):
    """The template's columns over recommendations that no UHRI import brought."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = {
            column.key: fields.Field(attribute=column.key, column_name=str(column.heading), readonly=True)
            for column in TEMPLATE
        }

    class Meta:
        force_init_instance = True

    def get_export_order(self, selected_fields: Any = None) -> tuple[str, ...]:
        """As in the template."""
        return tuple(self.fields)

    def get_queryset(self) -> Any:
        """This State's, entered by hand or by a table, still standing; documents together, in order."""
        rows = Recommendation.objects.home().filter(annotation_id=None, replaced_by=None, withdrawn_on=None)
        return (
            rows.select_related("document__mechanism")
            .prefetch_related(
                "texts",
                "addressees__country",
                "recommending_states__country__names",
                "tags__tag__names",
                "document__mechanism__names",
                "table_entries",
            )
            .in_document_order()
        )

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        """The value of one column."""
        return _value(field.attribute, instance)


def _value(key: str, row: Recommendation) -> Any:
    document = row.document
    if key in _TAGS:
        found = [one.tag for one in row.tags.all() if one.tag.kind == _TAGS[key]]
        return "\n".join(dict.fromkeys(tag.code if key == "sdgs" else tag.name for tag in found))
    if key in ("text", "language"):
        original = row.original
        return getattr(original, key, "") if original else ""
    if key in ("symbol", "case_number", "session", "cycle", "adopted_on", "published_on", "address"):
        return getattr(document, key) or ""
    if key == "position":
        code = "supported/noted" if row.is_partly_supported else row.upr_position
        return str(CHOICES["position"].get(code, ""))
    simple = {
        "ref": lambda: str(row.public_id),
        "mechanism": lambda: f"{document.mechanism.name} ({document.mechanism.code})",
        "document_kind": document.get_kind_display,
        "document_title": lambda: document.title,
        "kind": row.get_kind_display,
        "recommending": lambda: "\n".join(one.country.name for one in row.recommending_states.all()),
        "position_on": lambda: row.upr_position_on or "",
        "position_source": lambda: row.upr_position_source,
        "remark": lambda: row.upr_remark,
        "state": lambda: "\n".join(one.country.iso3 for one in row.addressees.all()),
        "note": lambda: "; ".join(
            str(entry.said.get("extra", {}).get("note", "")) for entry in row.table_entries.all()
        ).strip("; "),
    }
    return simple[key]() if key in simple else getattr(row, key) or ""
