"""A file somebody handed in: kept under a random name outside the web root, and known by its digest."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history


def random_name(instance: "StoredFile", filename: str) -> str:
    """Where the bytes lie; says nothing of what they are."""
    return f"{instance.public_id.hex[:2]}/{uuid.uuid4().hex}"


@history.tracked()
class StoredFile(models.Model):
    """Bytes with their checked type. Who may read them is asked of whoever they are attached to."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.FileField(upload_to=random_name, max_length=200)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="stored_file_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="stored_file_has_its_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.name
