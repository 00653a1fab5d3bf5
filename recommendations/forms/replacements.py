"""Which proposals are meant, and what is said to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.models import Replacement


class ReplaceForm(forms.Form):
    """One pair, those that are ticked, or all that wait of a document."""

    act = forms.ChoiceField(choices=[("confirm", ""), ("refuse", "")])
    pair = forms.ModelMultipleChoiceField(
        Replacement.objects.all(), to_field_name="public_id", required=False
    )
    document = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """`proposals`: what was meant; nothing is not understood."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("document"):
            proposals = Replacement.objects.waiting().filter(old__document__public_id=found["document"])
        else:
            proposals = found.get("pair") or Replacement.objects.none()
        found["proposals"] = list(proposals)
        if not found["proposals"]:
            raise forms.ValidationError(_("Nothing was chosen."))
        return found
