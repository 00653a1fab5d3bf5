"""What somebody says, to whom, and who is named in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.models import Institution
from focal_points.services.talk.about import KINDS
from focal_points.services.talk.talking import LONGEST
from nmrf.base.models import User


class SayForm(forms.Form):
    """Words, and who is named in them (public ids)."""

    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "data-names": ""}),
        max_length=LONGEST,
    )
    mentions = forms.MultipleChoiceField(
        label=_("Tell these people"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text=_("Or write @ and the name in the text."),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "say-%s")
        super().__init__(*args, **kwargs)
        mentions: Any = self.fields["mentions"]
        mentions.choices = [(str(one.public_id), one.name or one.email) for one in people]


class StartForm(SayForm):
    """A new thread: for everybody who works on it, or between one institution and the secretariat."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS], widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    institution = forms.ModelChoiceField(
        label=_("Who reads it"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("everybody who works on it"),
    )
    is_question = forms.BooleanField(label=_("It is a question"), required=False)

    def __init__(self, *args: Any, institutions: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["institution"]
        field.queryset = Institution.objects.filter(pk__in=[one.pk for one in institutions]).for_list()
        self.order_fields(["kind", "key", "text", "institution", "is_question", "mentions"])


class ThingForm(forms.Form):
    """Which of the four things is meant."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    key = forms.UUIDField()


class WordsForm(forms.Form):
    """Mended words."""

    text = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), max_length=LONGEST
    )
