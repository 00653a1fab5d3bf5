"""Institutions, people, terms, views."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from focal_points.forms.assigning import InstitutionField, WithInstitutions
from focal_points.forms.verification import DECIDABLE, day_field
from focal_points.models import Institution, Term
from focal_points.models.institution import below
from nmrf.base.models import User
from recommendations.models import Part


class NamesForm(forms.Form):
    """One field a language that the house offers."""

    NAME = _("Name")

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in settings.OFFERED_LANGUAGES:
            local = get_language_info(code)["name_local"]
            self.fields[f"name_{code}"] = forms.CharField(
                label=f"{self.NAME} ({local})",
                max_length=300,
                required=False,
                initial=(names or {}).get(code, ""),
            )

    @property
    def names(self) -> dict[str, str]:
        """Language → name."""
        return {code: self.cleaned_data[f"name_{code}"] for code in settings.OFFERED_LANGUAGES}


class InstitutionForm(WithInstitutions, NamesForm):
    """What is said of an institution."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, for addresses: health, court-3.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Institution.Kind)
    level = forms.ChoiceField(label=_("Level"), choices=Institution.Level, initial=Institution.Level.NATIONAL)
    parent = InstitutionField(label=_("Stands under"), required=False, empty_label=_("nobody"))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    wants_validator = forms.BooleanField(
        label=_("A validator signs before the secretariat sees an update"), required=False
    )

    def __init__(self, *args: Any, institution: Institution | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if institution:
            del self.fields["code"]
            parent = self.fields["parent"]
            own = {institution.pk} | below({institution.pk})
            parent.queryset = parent.queryset.exclude(pk__in=own)  # type: ignore[attr-defined]

    def described(self) -> dict[str, Any]:
        """What the services take."""
        chosen = {
            name: self.cleaned_data[name] for name in ("kind", "level", "parent", "email", "wants_validator")
        }
        return chosen | {"names": self.names}


class TermForm(forms.Form):
    """Somebody who is here already begins in a role."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label=_("choose…"))
    role = forms.ChoiceField(label=_("Role"), choices=Term.Role)
    starts_on = day_field(_("From"), initial=timezone.localdate)
    ends_on = day_field(_("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, role="").order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class EndTermForm(forms.Form):
    """The last day; none: it goes on."""

    ends_on = day_field(_("Last day"), initial=timezone.localdate, required=False)


class InviteForm(forms.Form):
    """Somebody new; with a role at the institution from a day on."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    term_role = forms.ChoiceField(label=_("Role at the institution"), choices=Term.Role)
    starts_on = day_field(_("From"), initial=timezone.localdate)
    ends_on = day_field(_("To"), required=False)


class PersonForm(forms.Form):
    """Somebody new who is of no institution: the house itself, the NHRI, a stakeholder."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), choices=User.Role, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)


class ProfileForm(forms.Form):
    """What somebody says of themselves; the address is the secretariat's to change."""

    name = forms.CharField(label=_("Name"), max_length=150)
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("For colleagues and whoever comes after you; never public."),
        max_length=40,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Of these pages, notices and mail."), choices=settings.LANGUAGES
    )


class DescribePersonForm(ProfileForm):
    """What the house knows of somebody."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Their sign-in. Tell them when you change it.")
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)


class ViewForm(forms.Form):
    """How the NHRI sees one recommendation."""

    part = forms.ModelChoiceField(
        label=_("Of"), queryset=Part.objects.none(), required=False, empty_label=_("the whole")
    )
    status = forms.ChoiceField(label=_("How far you see it"), choices=DECIDABLE, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=8000
    )
    reference = forms.CharField(
        label=_("Where it is said"),
        help_text=_("A report, a statement, a paragraph."),
        max_length=300,
        required=False,
    )
    stated_on = day_field(_("Stated on"), initial=timezone.localdate)
    is_public = forms.BooleanField(label=_("Public, attributed to us"), required=False, initial=True)

    def __init__(self, *args: Any, parts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parts:
            self.fields["part"].queryset = parts  # type: ignore[attr-defined]
        else:
            del self.fields["part"]
