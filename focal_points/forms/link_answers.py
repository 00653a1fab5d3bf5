"""The short form behind a link: how far it is, a sentence, perhaps an address that shows it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from focal_points.forms.updates import ProposalForm
from focal_points.models import Assignment
from focal_points.services.targets import Target
from focal_points.services.update_fields import ProposalFields


class ShortAnswerForm(forms.Form):
    """One sentence on an assignment, with a status for each thing it is about in `proposals`."""

    narrative = forms.CharField(
        label=_("What was done"),
        help_text=_("A sentence or two is enough."),
        error_messages={"required": _("Say what was done, in a sentence.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=20_000,
    )
    link = forms.CharField(
        label=_("A web address that shows it, if there is one"),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        validators=[URLValidator(schemes=["http", "https"])],
        max_length=500,
        required=False,
    )
    next_step = forms.CharField(
        label=_("Next step, if you know it"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        max_length=2_000,
        required=False,
    )
    next_step_on = forms.DateField(
        label=_("By"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    is_public = forms.BooleanField(
        label=_("The public may read it, once it is verified"), required=False, initial=True
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, assignment: Assignment, targets: list[Target]
    ) -> None:
        super().__init__(data)
        self.is_lead = assignment.is_lead
        self.is_table = len(targets) > 1
        self.proposals = [
            ProposalForm(data, target=target, verified=None, is_table=self.is_table) for target in targets
        ]
        self.errors_elsewhere: dict[str, str] = {}

    def is_valid(self) -> bool:
        """With every proposal; whoever leads has to say how far it is."""
        is_fine = all([super().is_valid(), *[proposal.is_valid() for proposal in self.proposals]])
        if self.is_lead and self.proposals and not any(proposal.chosen for proposal in self.proposals):
            self.proposals[0].add_error("status", _("Say how far it is."))
            return False
        return is_fine

    def said(self) -> tuple[ProposalFields, ...]:
        """The statuses that are proposed."""
        return tuple(said for proposal in self.proposals if (said := proposal.said()))

    def refuse(self, fields: Mapping[str, Any]) -> None:
        """Put what a service found missing beside the fields it names."""
        by_key = {proposal.prefix: proposal for proposal in self.proposals}
        for name, message in fields.items():
            key, _dash, inner = name.rpartition("-")
            field = {"evidence": "link"}.get(name, name)
            if field in self.fields:
                self.add_error(field, message)
            elif key in by_key and inner in by_key[key].fields:
                by_key[key].add_error(inner, message)
            elif name == "proposals" and self.proposals:
                self.proposals[0].add_error("status", message)
            else:
                self.errors_elsewhere[name] = message

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """(anchor, message) of everything that is wrong, in the order of the page."""
        found = []
        for form in (*self.proposals, self):
            found += [
                (form[name].auto_id if name in form.fields else "main", str(message))
                for name, messages in form.errors.items()
                for message in messages
            ]
        return found + [("main", str(message)) for message in self.errors_elsewhere.values()]
