"""The base room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    """Label `base`: people, jobs, operations, files, notices."""

    name = "nmrf.base"
    label = "base"
    verbose_name = _("People and house")
