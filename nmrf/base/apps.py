"""The base room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    """Label `base`: people, jobs, operations, files, notices."""

    name = "nmrf.base"
    label = "base"
    verbose_name = _("People and house")

    def ready(self) -> None:
        """Hear from allauth when somebody has set up a second factor; hasten migrations."""
        from allauth.mfa.signals import authenticator_added
        from django.db.backends.signals import connection_created

        from nmrf.base import house, navigation, quick_migrations
        from nmrf.base.accounts import note_that_it_was_shown
        from nmrf.base.permissions import Can

        quick_migrations.hasten()
        authenticator_added.connect(note_that_it_was_shown, dispatch_uid="note_that_it_was_shown")
        connection_created.connect(house.follow_connection, dispatch_uid="take_the_houses_settings")
        navigation.register(
            [
                navigation.Entry(
                    _("Register"), _("Settings of the house"), "house-settings", Can.KEEP_HOUSE, 545
                )
            ]
        )
