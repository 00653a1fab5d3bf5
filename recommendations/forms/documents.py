"""Documents entered by hand: only what fits the kind is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.document_kinds import COMMON, asked_of
from recommendations.models import Document, Instrument, Mechanism


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A day, in the browser's own way of asking."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DescriptionForm(forms.Form):
    """What the house may say of any document; what does not fit its kind is not asked."""

    title = forms.CharField(label=_("Title"), max_length=400, required=False)
    case_number = forms.CharField(label=_("Case or communication number"), max_length=120, required=False)
    instrument = forms.ModelChoiceField(
        label=_("Treaty"), queryset=Instrument.objects.none(), required=False, empty_label=_("none")
    )
    session = forms.CharField(label=_("Session"), max_length=120, required=False)
    cycle = forms.IntegerField(label=_("Cycle"), min_value=1, max_value=99, required=False)
    visited_from = day_field(_("Visit began"))
    visited_until = day_field(_("Visit ended"))
    adopted_on = day_field(_("Adopted"))
    published_on = day_field(_("Published"))
    followup_due_on = day_field(_("Follow-up report due"))
    next_report_due_on = day_field(_("Next report due"))
    address = forms.URLField(label=_("Address"), max_length=400, required=False, assume_scheme="https")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked_of(kind)
        wanted = {*COMMON, *self.asked.fields, *self.always}
        for name in list(self.fields):
            if name not in wanted and not self.initial.get(name):
                del self.fields[name]
            else:
                self.fields[name].label = self.asked.label(name, self.fields[name].label)
        if "instrument" in self.fields:
            treaties = Instrument.objects.order_by("code")
            self.fields["instrument"].queryset = treaties  # type: ignore[attr-defined]

    always: tuple[str, ...] = ()


class DocumentForm(DescriptionForm):
    """A document that no import brings."""

    mechanism = forms.ModelChoiceField(
        label=_("Mechanism"), queryset=Mechanism.objects.none(), empty_label=_("choose…")
    )
    kind = forms.ChoiceField(choices=Document.Kind, widget=forms.HiddenInput)
    symbol = forms.CharField(
        label=_("Symbol or number"), max_length=120, required=False, help_text=_("As it is cited.")
    )
    field_order = ["kind", "mechanism", "title", "case_number", "symbol", "instrument", "session", "cycle"]
    always = ("kind",)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        known = Mechanism.objects.filter(kind__in=self.asked.families, merged_into=None)
        self.fields["mechanism"].queryset = known.prefetch_related("names")  # type: ignore[attr-defined]
        self.fields["kind"].initial = kind


class EnteredForm(DocumentForm):
    """What the house may mend of a document that it entered itself: its symbol, kind and body too."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        known = Mechanism.objects.filter(merged_into=None)
        self.fields["mechanism"].queryset = known.prefetch_related("names")  # type: ignore[attr-defined]


def description_of(document: Document, data: Any = None) -> DescriptionForm:
    """The form that describes a document, with what is known of it."""
    form_class = DescriptionForm if document.uhri_id else EnteredForm
    initial = {name: getattr(document, name) for name in form_class.base_fields}
    return form_class(data, initial=initial, kind=document.kind)


class MechanismForm(forms.Form):
    """A body that is not in the list yet: its name in one language at least, and its family."""

    kind = forms.ChoiceField(label=_("Family"), choices=Mechanism.Kind)
    name = forms.CharField(label=_("Name"), max_length=400)
    acronym = forms.CharField(label=_("Acronym"), max_length=40, required=False)
    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_(
            "In addresses and files, such as ACHPR. Left empty, it is made from the acronym or name."
        ),
    )
    instrument = forms.ModelChoiceField(
        label=_("Treaty it watches over"),
        queryset=Instrument.objects.none(),
        required=False,
        empty_label=_("none"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].queryset = Instrument.objects.order_by("code")  # type: ignore[attr-defined]
