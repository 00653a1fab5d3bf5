"""Tags and needs, for one recommendation or for a whole selection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.models import NationalNeed
from recommendations.models import Tag


class TagField(forms.ModelChoiceField):
    """One tag in use, grouped by vocabulary; call `offer` for a form that is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Tag"), queryset=Tag.objects.none(), empty_label=_("choose…"), **kwargs)

    def offer(self) -> None:
        """Fill in the choices: one query, and one for the names."""
        tags = Tag.objects.in_use().prefetch_related("names")
        groups: dict[str, list[tuple[int, str]]] = {}
        for tag in tags:
            groups.setdefault(str(tag.get_kind_display()), []).append((tag.pk, tag.name))
        self.queryset = tags
        self.choices = [
            ("", _("choose…")),
            *((kind, sorted(rows, key=lambda row: row[1])) for kind, rows in groups.items()),
        ]


class BulkTagForm(forms.Form):
    """What to do with which tag, for all that is selected."""

    act = forms.ChoiceField(
        label=_("What"),
        widget=forms.RadioSelect,
        initial="add",
        choices=[
            ("add", _("Put the tag on")),
            ("remove", _("Take our own tag off")),
            ("exclude", _("Set it aside: the source has it, but it is wrong and is not to count")),
            ("include", _("Let it count again")),
        ],
    )
    tag = TagField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].offer()  # type: ignore[attr-defined]


class BulkNeedForm(forms.Form):
    """What all that is selected needs."""

    need = forms.ChoiceField(label=_("What is needed"), choices=NationalNeed.Kind, widget=forms.RadioSelect)


class NeedsForm(forms.Form):
    """What one recommendation needs."""

    kinds = forms.MultipleChoiceField(
        label=_("To carry it out, it needs"),
        choices=NationalNeed.Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
