"""UHRI themes, affected persons, SDG goals and targets, national rights: one tree a kind."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.naming import Named, NameRow


class TagQuerySet(models.QuerySet["Tag"]):
    """Questions asked of vocabularies."""

    def in_use(self) -> Self:
        """Offered to whoever tags: not retired."""
        return self.filter(retired_at=None)


@history.tracked()
class Tag(Named):
    """One entry of a vocabulary. `is_unmapped`: came from a source under a label nobody knew.

    A merged one keeps its row and its code, so that loading the vocabulary again does not bring it back.
    """

    class Kind(models.TextChoices):
        """The vocabularies."""

        THEME = "theme", _("theme")
        PERSONS = "persons", _("people concerned")
        SDG = "sdg", _("Sustainable Development Goal")
        RIGHT = "right", _("right")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    is_unmapped = models.BooleanField(_("not mapped yet"), default=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = TagQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["kind", "position", "code"]
        constraints = [
            models.UniqueConstraint("kind", "code", name="tag_code_once_a_kind"),
            models.CheckConstraint(
                name="tag_merged_is_retired",
                condition=models.Q(merged_into=None) | models.Q(retired_at__isnull=False),
            ),
            models.CheckConstraint(
                name="tag_not_merged_into_itself",
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
            ),
            models.CheckConstraint(
                name="tag_not_under_itself",
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
            ),
        ]


@history.tracked()
class TagName(NameRow):
    """A tag's label in a language; older labels are aliases, so that renamed ones still match."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="names")

    class Meta(NameRow.Meta):
        constraints = [
            *NameRow.Meta.constraints,
            models.UniqueConstraint(
                "tag", "language", condition=models.Q(is_alias=False), name="tag_name_once_a_language"
            ),
        ]
