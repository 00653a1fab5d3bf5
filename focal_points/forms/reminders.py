"""What people choose about reminders."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from focal_points.models import ReminderRules, ReminderWish
from focal_points.services.reminders.rules import Days


class WishForm(forms.Form):
    """One's own rhythm and language."""

    frequency = forms.ChoiceField(
        label=_("Mail with what waits"), choices=ReminderWish.Frequency, widget=forms.RadioSelect
    )
    weekday = forms.TypedChoiceField(
        label=_("On"), choices=ReminderWish.Weekday, coerce=int, help_text=_("For the mail once a week.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, person: Any) -> None:
        wish = ReminderWish.of(person)
        now = {"frequency": wish.frequency, "weekday": wish.weekday, "language": person.language}
        super().__init__(data, initial=now)


class _NumbersField(forms.CharField):
    """Whole numbers with commas or spaces between them."""

    def to_python(self, value: Any) -> Any:
        """The numbers; an empty list for nothing."""
        said = (super().to_python(value) or "").replace(",", " ").replace("،", " ").replace(";", " ").split()
        if not all(one.isdecimal() and len(one) < 5 for one in said):
            raise forms.ValidationError(_("Give whole numbers with commas between them."))
        return [int(one) for one in said]

    def prepare_value(self, value: Any) -> Any:
        """As they are shown."""
        return ", ".join(str(one) for one in value) if isinstance(value, list) else value


def _days(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=365, **more)


class RulesForm(forms.Form):
    """The house's days."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)
    before = _NumbersField(
        label=_("Days before the day on which something is due"), required=False, max_length=60
    )
    after = _NumbersField(label=_("Days after it"), required=False, max_length=60)
    repeat_days = _days(_("After that, again every so many days"))
    validator_after = _days(_("The validator hears of it so many days after the day"))
    head_after = _days(_("The head of the institution"))
    secretariat_after = _days(_("The secretariat"))
    link_days = _days(
        _("A link in a mail works for so many days"),
        help_text=_("With it one thing can be answered once, without signing in."),
    )

    def __init__(self, data: Any = None, *, rules: ReminderRules) -> None:
        super().__init__(data, initial={name: getattr(rules, name) for name in self.base_fields})

    def days(self) -> Days:
        """What the service takes."""
        return Days(**{name: value for name, value in self.cleaned_data.items() if name != "version"})
