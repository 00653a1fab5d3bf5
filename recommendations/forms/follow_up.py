"""Follow-up reports that were sent to a treaty body."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.forms.documents import day_field
from recommendations.models import Document, Recommendation


class ReportForm(forms.Form):
    """When it was sent, where it can be read, and which paragraphs it answers."""

    sent_on = day_field(_("Sent"), required=True)
    symbol = forms.CharField(label=_("Symbol"), max_length=120, required=False)
    address = forms.URLField(label=_("Address"), max_length=400, required=False, assume_scheme="https")
    paragraphs = forms.ModelMultipleChoiceField(
        label=_("Paragraphs it answers"),
        queryset=Recommendation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = document.recommendations.current().filter(is_followup=True)
        rows = asked.prefetch_related("texts").in_document_order()
        field: Any = self.fields["paragraphs"]
        field.queryset = rows
        field.label_from_instance = lambda row: f"{row.paragraph} {row.name}".strip()
