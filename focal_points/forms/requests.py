"""What the secretariat fills in about a request: what it is, its questions, who is asked, its dates."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focal_points.forms.assigning import InstitutionField, WithInstitutions
from focal_points.forms.keys import MOST
from focal_points.forms.verification import day_field
from focal_points.models import InformationRequest, Institution
from focal_points.services.requests.beginning import Whom
from focal_points.services.requests.composing import Written
from recommendations.models import Document


class InstitutionsField(forms.ModelMultipleChoiceField):
    """Several of today's institutions, each with its box."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Institution.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, **kwargs
        )


def fill_institutions(form: forms.Form) -> None:
    """Today's institutions, in one query."""
    field: Any = form.fields["institutions"]
    field.queryset = Institution.objects.current().for_list()


class RequestForm(forms.Form):
    """A request as it is called, until when, in which language, and what it is for."""

    title = forms.CharField(label=_("Title"), max_length=200)
    note = forms.CharField(
        label=_("What institutions should know"),
        help_text=_("They read it above the questions: what it is for, how long answers may be."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
        max_length=4000,
    )
    due_on = day_field(_("Answers until"), required=False)
    language = forms.ChoiceField(label=_("Language of the questions"), choices=settings.LANGUAGES)
    document = forms.ModelChoiceField(
        label=_("List of issues"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("Its attached file can be read for the questions."),
    )
    subject_kind = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    subject_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    subject = forms.CharField(
        label=_("For"),
        help_text=_("The report and its section, if the answers are for one."),
        required=False,
        max_length=300,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=MOST)

    def __init__(
        self, data: Any = None, *, request: InformationRequest | None = None, initial: Any = None
    ) -> None:
        names = ("title", "note", "due_on", "language", "document", "subject_kind", "subject_key", "subject")
        now = {name: getattr(request, name) for name in (*names, "version")} if request else {}
        super().__init__(data, initial={**now, **(initial or {})})
        document: Any = self.fields["document"]
        document.queryset = Document.objects.filter(kind=Document.Kind.LIST_OF_ISSUES)

    def written(self) -> Written:
        """For the service."""
        return Written(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class QuestionsForm(forms.Form):
    """The list as text, pasted or read from a file; taken apart, and taken once a person agrees."""

    text = forms.CharField(
        label=_("The numbered questions"),
        help_text=_("Each question begins a line with its number. Correct numbers and texts here."),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        required=False,
        max_length=400_000,
        strip=False,
    )
    upload = forms.FileField(
        label=_("Or a file"), help_text=_("PDF, DOCX, ODT or plain text; it is not kept."), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)


class AskForm(WithInstitutions):
    """One more institution."""

    institution = InstitutionField(label=_("One more institution"), empty_label=_("choose…"))


class AskManyForm(forms.Form):
    """Institutions to which every question is put."""

    institutions = InstitutionsField(label=_("Put every question to"))
    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_institutions(self)


class MoveDueForm(forms.Form):
    """Another date, and why."""

    due_on = day_field(_("New date"))
    because = forms.CharField(label=_("Why"), max_length=500)


class CancelForm(forms.Form):
    """Why it is taken back."""

    because = forms.CharField(label=_("Why"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)


class BeginForm(forms.Form):
    """A request about a whole selection."""

    title = forms.CharField(label=_("Title"), max_length=200)
    question = forms.CharField(
        label=_("What you want to know about each"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=4000,
    )
    due_on = day_field(_("Answers until"), required=False)
    whom = forms.ChoiceField(
        label=_("Who is asked"), choices=Whom, widget=forms.RadioSelect, initial=Whom.LEADS
    )
    institutions = InstitutionsField(label=_("Institutions"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_institutions(self)
