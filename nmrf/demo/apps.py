"""The demonstration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Demo(AppConfig):
    """Fills an empty database with an invented State."""

    name = "nmrf.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Demonstration")
