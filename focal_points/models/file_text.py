"""The words of attached files, so that they are found: made from the bytes, and made again at any time."""

from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focal_points.models.evidence import Evidence
from nmrf.base.models import StoredFile
from recommendations.models import DocumentFile


class FileTextQuerySet(models.QuerySet["FileText"]):
    """Questions asked of files' texts."""

    def visible_to(self, person: Any) -> Self:
        """Of files that this person may open: a document's are everybody's, evidence is as its update is."""
        evidence = Evidence.objects.visible_to(person).filter(file__isnull=False).values("file")
        documents = DocumentFile.objects.standing().values("file")
        return self.filter(Q(file__in=evidence) | Q(file__in=documents))


class FileText(models.Model):
    """How the reading of one file went. `is_derived`: nothing rests on it, the bytes are the fact."""

    is_derived = True

    class State(models.TextChoices):
        """What came of reading it."""

        WAITING = "waiting", _("waiting to be read")
        READ = "read", _("text is searched")
        EMPTY = "empty", _("holds no text: scanned pages or pictures")
        UNREADABLE = "unreadable", _("text could not be read")

    class Why(models.TextChoices):
        """Why it could not be read."""

        NONE = "", ""
        ENCRYPTED = "encrypted", _("it is protected by a password")
        BROKEN = "broken", _("the file is damaged")
        TOO_LARGE = "too_large", _("it unpacks to more than is safe")
        TOO_SLOW = "too_slow", _("reading it took too long")
        GONE = "gone", _("its bytes are not where they were stored")

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="text")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=10, choices=Why, blank=True, default=Why.NONE)
    language = models.CharField(max_length=10, blank=True)
    pages = models.PositiveIntegerField(default=0)
    is_cut = models.BooleanField(default=False)
    words = SearchVectorField(null=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = FileTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="unreadable") & ~Q(why="") | ~Q(state="unreadable") & Q(why=""),
                name="file_text_unreadable_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", read_at=None) | ~Q(state="waiting") & Q(read_at__isnull=False),
                name="file_text_read_at_a_time",
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="file_text_words")]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.state}"

    @property
    def said(self) -> str:
        """How it stands, with the reason where it failed."""
        if self.why:
            return f"{self.get_state_display()}: {self.get_why_display()}"
        return str(self.get_state_display())


class FilePassage(models.Model):
    """One page of a file, or one stretch of a file that has no pages."""

    is_derived = True

    text_of = models.ForeignKey(FileText, models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    is_page = models.BooleanField(default=True)
    text = models.TextField()
    words = SearchVectorField()

    class Meta:
        verbose_name = _("passage of a file")
        verbose_name_plural = _("passages of files")
        ordering = ["text_of", "number"]
        constraints = [models.UniqueConstraint("text_of", "number", name="file_passage_once")]

    def __str__(self) -> str:
        return f"{self.text_of_id}: {self.number}"
