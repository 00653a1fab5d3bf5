"""Who gets what, until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from focal_points.forms.verification import day_field
from focal_points.models import Assignment, Institution
from recommendations.models import Cluster, Part


class InstitutionField(forms.ModelChoiceField):
    """One institution of today, by name."""

    def __init__(self, *, label: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label=label, required=required, queryset=Institution.objects.none(), **kwargs)


class WithInstitutions(forms.Form):
    """Fills every institution field with today's institutions, in order of name, in one query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, InstitutionField | SupportingField):
                field.queryset = Institution.objects.current().for_list()


class SupportingField(forms.ModelMultipleChoiceField):
    """Any number of institutions."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Supporting"),
            required=False,
            queryset=Institution.objects.none(),
            widget=forms.SelectMultiple(attrs={"size": 5}),
            help_text=_("Hold Ctrl or ⌘ to choose several."),
            **kwargs,
        )


class AssignForm(WithInstitutions):
    """One recommendation, or one part of it."""

    institution = InstitutionField(label=_("Institution"), empty_label=_("choose…"))
    role = forms.ChoiceField(label=_("As"), choices=Assignment.Role, initial=Assignment.Role.LEAD)
    part = forms.ModelChoiceField(
        label=_("For"), queryset=Part.objects.none(), required=False, empty_label=_("the whole")
    )
    due_on = day_field(_("Due"), required=False)
    note = forms.CharField(
        label=_("Note to the institution"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, parts: list[Part] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parts:
            self.fields["part"].queryset = Part.objects.filter(pk__in=[part.pk for part in parts])  # type: ignore[attr-defined]
        else:
            del self.fields["part"]


class BulkAssignForm(WithInstitutions):
    """The same for a whole selection."""

    lead = InstitutionField(label=_("Lead"), required=False, empty_label=_("choose…"))
    supporting = SupportingField()
    due_on = day_field(_("Due"), required=False)
    note = forms.CharField(
        label=_("Note to the institutions"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )


class BulkClusterForm(forms.Form):
    """Into which cluster, or a new one."""

    cluster = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.none(), empty_label=_("choose…"), required=False
    )
    name = forms.CharField(label=_("Or a new one, by the name of"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = Cluster.objects.filter(archived_at=None).prefetch_related("texts")  # type: ignore[attr-defined]


class DueForm(forms.Form):
    """Another day."""

    due_on = day_field(_("Due"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)


class CoordinatorForm(WithInstitutions):
    """Who coordinates a cluster, or supports whoever does."""

    institution = InstitutionField(label=_("Institution"), empty_label=_("choose…"))
    role = forms.ChoiceField(
        label=_("As"), choices=Assignment.Role, initial=Assignment.Role.LEAD, required=False
    )
    due_on = day_field(_("Due"), required=False)
