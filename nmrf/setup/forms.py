"""One form a step. What the environment decides is shown and cannot be changed here."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from nmrf.base import house
from nmrf.base.models import HouseSettings
from recommendations.models import Country


class CodeForm(forms.Form):
    """Who brings it may begin."""

    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("It stands in the server’s log; `manage.py setup_code` shows a new one."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )


class HouseForm(forms.Form):
    """Fields of the settings; `row` is where they stand."""

    def __init__(self, *args: Any, row: HouseSettings, **kwargs: Any) -> None:
        stands = {
            name: getattr(row, name) or getattr(settings, house.SETTINGS[name]) for name in house.SETTINGS
        }
        kwargs["initial"] = stands
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if house.is_fixed(name):
                field.disabled = True
                field.help_text = _("Decided by the installation: %(name)s. It is changed there.") % {
                    "name": house.SETTINGS[name]
                }


class StateForm(HouseForm):
    """Whose record this is."""

    home_state = forms.ChoiceField(
        label=_("State"), help_text=_("Figures count what is addressed to it. It is fixed after the set-up.")
    )
    site_name = forms.CharField(
        label=_("Name of the site"), help_text=_("Stands on every page and in mail."), max_length=120
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {one.iso3: one.name for one in Country.objects.prefetch_related("names")}
        found.setdefault(settings.HOME_STATE, settings.HOME_STATE)
        named = sorted(found.items(), key=lambda pair: pair[1].casefold())
        self.fields["home_state"].choices = named  # type: ignore[attr-defined]


class LanguagesForm(HouseForm):
    """In which languages the pages are offered, and where a day begins."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("Of the pages. Texts of recommendations are kept in every language in which they come."),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Deadlines are days of this zone."),
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
    )


class LogoForm(forms.Form):
    """The State's own mark."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG or JPEG, at most 500 KB. It stands beside the name."),
        required=False,
    )
    without = forms.BooleanField(label=_("No logo: the house’s own mark"), required=False)

    def __init__(self, *args: Any, row: HouseSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class MailForm(HouseForm):
    """Who mail comes from, and whether it arrives."""

    from_email = forms.EmailField(label=_("Sender of mail"))
    to = forms.EmailField(label=_("Send a test to"), required=False)


class AdministratorForm(forms.Form):
    """Who keeps people, institutions and settings."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password, again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, row: HouseSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Typed twice the same."""
        said = super().clean() or {}
        if said.get("password") != said.get("again"):
            self.add_error("again", _("The two differ."))
        return said


class LaterForm(LanguagesForm):
    """What an administrator changes afterwards."""

    site_name = forms.CharField(label=_("Name of the site"), max_length=120)
    from_email = forms.EmailField(label=_("Sender of mail"))
    logo = forms.FileField(label=_("Logo"), help_text=_("PNG or JPEG, at most 500 KB."), required=False)
    without = forms.BooleanField(label=_("No logo: the house’s own mark"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ("site_name", "languages", "time_zone", "from_email", "logo", "without", "version")
