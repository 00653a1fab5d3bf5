"""What tables brought: what each last said of a recommendation, and how national columns are read."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.imports import ImportRun
from recommendations.models.recommendation import Recommendation

_NOTES: dict[str, Any] = {
    "assessment": _("Assessment in the table"),
    "action": _("Category of action (UPR Info)"),
    "issues": _("Issues (UPR Info)"),
    "status": _("Status in the table"),
    "institution": _("Institution in the table"),
    "note": _("Note in the table"),
}


def notes_of(said: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Of what a table said, that which no field of the register takes, as label and value."""
    extra = said.get("extra") or {}
    found = [(label, extra.get(name)) for name, label in _NOTES.items()]
    return [
        (label, "; ".join(map(str, value)) if isinstance(value, list) else str(value))
        for label, value in found
        if value
    ]


@history.tracked()
class TableEntry(models.Model):
    """What a table said of a recommendation when it was last written.

    Tables give no ids: `key` is made from what does not change (State, document, paragraph or text), so that
    the same row is known again. `said` is kept beside the register's own fields: where the register has moved
    away from it, the house changed something, which no further import may overwrite.
    """

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="table_entries")
    kind = models.CharField(_("kind"), max_length=20, choices=ImportRun.Kind)
    key = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    said = models.JSONField(default=dict)
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, blank=True, related_name="table_entries")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("row of a table")
        verbose_name_plural = _("rows of tables")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="uhri"), name="table_entry_is_no_uhri_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key[:8]}"

    @property
    def notes(self) -> list[tuple[Any, str]]:
        """What the table said that no field of the register takes, as label and value."""
        return notes_of(self.said)


@history.tracked()
class TableMapping(models.Model):
    """How the columns and values of one kind of table are read; offered again where its headings fit."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    headings = ArrayField(models.CharField(max_length=200), default=list)
    columns = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mapping of a table")
        verbose_name_plural = _("mappings of tables")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="table_mapping_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
