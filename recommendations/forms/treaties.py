"""The treaties the State is bound by, and what it reserved."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations.forms.documents import day_field
from recommendations.models import Reservation


class ConsentForm(forms.Form):
    """Since when a treaty binds."""

    signed_on = day_field(_("Signed"))
    ratified_on = day_field(_("Ratified or acceded"))
    denounced_on = day_field(_("Denounced"))


class ReservationForm(forms.Form):
    """A reservation or declaration, as it was deposited."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Reservation.Kind)
    articles = forms.CharField(
        label=_("Articles"),
        max_length=200,
        required=False,
        help_text=_("As they are cited: 2; 16 (1) (c). Left empty, it is about the whole treaty."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=60_000
    )
    made_on = day_field(_("Made"))
    withdrawn_on = day_field(_("Withdrawn"))


class TreatyForm(forms.Form):
    """A treaty that is not in the list."""

    code = forms.CharField(label=_("Short name"), max_length=30)
    title = forms.CharField(label=_("Title"), max_length=400)
    adopted_on = day_field(_("Adopted"))
    in_force_on = day_field(_("In force"))
