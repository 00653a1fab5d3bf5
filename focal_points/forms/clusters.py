"""A cluster in the languages of the house."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from recommendations.models import Cluster


class ClusterTextsForm(forms.Form):
    """Its code, and in each language a name and what is to change."""

    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Short, for addresses: shelters."))
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Cluster.Priority, initial=Cluster.Priority.NORMAL, required=False
    )

    def __init__(self, *args: Any, cluster: Cluster | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {row.language: row for row in cluster.texts.all()} if cluster else {}
        if cluster:
            del self.fields["code"]
            self.fields["priority"].initial = cluster.priority
        for code in settings.OFFERED_LANGUAGES:
            local, row = get_language_info(code)["name_local"], known.get(code)
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name") + f" ({local})",
                max_length=200,
                required=False,
                initial=row.name if row else "",
            )
            self.fields[f"outcome_{code}"] = forms.CharField(
                label=_("Desired outcome") + f" ({local})",
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                initial=row.desired_outcome if row else "",
                max_length=4000,
            )

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """Language → name and desired outcome."""
        chosen = self.cleaned_data
        return {
            code: {"name": chosen[f"name_{code}"], "desired_outcome": chosen[f"outcome_{code}"]}
            for code in settings.OFFERED_LANGUAGES
        }
