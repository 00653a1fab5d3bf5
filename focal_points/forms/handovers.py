"""A handover's notes, and who takes over."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models import Term
from nmrf.base.models import User

NOW, LATER = "now", "later"
ABOUT = "about-"
MOST_DIGITS = 18


class NotesForm(forms.Form):
    """What the leaver says of the whole; notes on single assignments come beside it, as `about-KEY`."""

    notes = forms.CharField(
        label=_("What your successor needs to know"),
        help_text=_("What is under way, what was promised to whom, what to do first."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
    )
    contacts = forms.CharField(
        label=_("Whom to know"),
        help_text=_("Colleagues and partners who are not users here: name, what for, telephone."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=20_000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @property
    def about(self) -> dict[int, str]:
        """Assignment → note, as typed."""
        found = {}
        for name, text in self.data.items():
            key = name.removeprefix(ABOUT)
            if name.startswith(ABOUT) and key.isdecimal() and len(key) < MOST_DIGITS:
                found[int(key)] = str(text).replace("\x00", "")
        return found


class SuccessorForm(forms.Form):
    """Who, and when."""

    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        empty_label=_("choose…"),
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("now, at once")), (LATER, _("when the last day has passed"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )

    def __init__(self, *args: Any, terms: list[Term], is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=[term.person_id for term in terms])
        field: Any = self.fields["successor"]
        field.queryset = people
        labels: dict[Any, str] = {}
        for term in terms:
            labels.setdefault(term.person.public_id, _said(term))
        field.choices = [("", field.empty_label), *labels.items()]
        if is_over:
            del self.fields["when"]

    @property
    def is_now(self) -> bool:
        """Moves at once."""
        return self.cleaned_data.get("when", NOW) == NOW


def _said(term: Term) -> str:
    said = f"{term.person}, {term.get_role_display()}, {term.institution}"
    if term.starts_on > timezone.localdate():
        said += " · " + str(_("from %(day)s") % {"day": term.starts_on.isoformat()})
    return said
