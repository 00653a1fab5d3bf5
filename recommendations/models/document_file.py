"""Files of a document itself: its text as PDF or DOCX, in one language or several. Public, as it is."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from nmrf.base.models import StoredFile
from recommendations.models.document import Document


class DocumentFileQuerySet(models.QuerySet["DocumentFile"]):
    """Questions asked of documents' files."""

    def standing(self) -> Self:
        """Not taken off."""
        return self.filter(removed_at=None)


@history.tracked()
class DocumentFile(models.Model):
    """One file that the secretariat attached to a document; everybody may read it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="document_file_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
