"""What this house is called, whose it is, in which languages and where its day begins: one row."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from nmrf.base.models.file import StoredFile


class SetupStep(models.TextChoices):
    """The steps of the set-up assistant, in their order."""

    STATE = "state", _("State and name")
    LANGUAGES = "languages", _("Languages and time zone")
    LOGO = "logo", _("Logo")
    MAIL = "mail", _("Mail")
    ADMINISTRATOR = "administrator", _("First administrator")
    SECOND_FACTOR = "second_factor", _("Second factor and recovery codes")


@history.tracked(exclude=["code_digest"])
class HouseSettings(models.Model):
    """Empty means: as the installation's environment says. Where the environment says something, it wins.

    `code_digest` is the digest of the one-time code that opens the set-up assistant.
    """

    only = models.BooleanField(default=True, editable=False)
    home_state = models.CharField(_("State"), max_length=3, blank=True)
    site_name = models.CharField(_("name of the site"), max_length=120, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    logo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    from_email = models.EmailField(_("sender of mail"), blank=True)
    mail_tested_at = models.DateTimeField(_("test mail arrived"), null=True, blank=True)
    steps_done = ArrayField(
        models.CharField(max_length=20), verbose_name=_("steps done"), default=list, blank=True
    )
    finished_at = models.DateTimeField(_("set-up finished"), null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("settings of the house")
        verbose_name_plural = _("settings of the house")
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="house_settings_one_row"),
            models.UniqueConstraint("only", name="house_settings_once"),
            models.CheckConstraint(
                condition=Q(home_state="") | Q(home_state__regex="^[A-Z]{3}$"),
                name="house_settings_state_has_three_letters",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
