"""The update form: one page with the account, a status for each recommendation or part, and next steps."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from focal_points.forms.keys import MOST
from focal_points.models import (
    ImplementationStatus,
    Need,
    Obstacle,
    Status,
    StatusUpdate,
    goes_backwards,
)
from focal_points.services import targets, update_fields
from focal_points.services.completeness import NEEDS_EXPLANATION
from focal_points.services.targets import Target
from focal_points.services.update_fields import ProposalFields, UpdateFields

READERS = [("1", _("Public, once it is verified")), ("", _("Internal: institutions and secretariat only"))]


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False, **more)


def _words(label: Any, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, widget=widget, required=False, max_length=20_000, strip=False, **more)


class ProposalForm(forms.Form):
    """The status proposed for one target, with what it asks for."""

    status = forms.ChoiceField(
        label=_("Status you propose"),
        choices=[("", _("Nothing to propose")), *[c for c in Status.choices if c[0] != Status.NOT_ASSESSED]],
        required=False,
    )
    explanation = _words(_("What is missing, or why"), 2)
    effective_on = _day(_("True since"))
    next_review_on = _day(_("Next review"), help_text=_("Within two years."))

    def __init__(
        self, *args: Any, target: Target, verified: ImplementationStatus | None, is_table: bool, **kwargs: Any
    ) -> None:
        kwargs["prefix"] = target.key
        super().__init__(*args, **kwargs)
        self.target, self.verified = target, verified
        if not is_table:
            status: Any = self.fields["status"]
            status.widget = forms.RadioSelect(choices=status.choices)

    @property
    def chosen(self) -> str:
        """The status as it stands in the form."""
        return str(self["status"].value() or "")

    @property
    def explained(self) -> str:
        """Statuses that ask what is missing or why, for the script: those that say so, and each step back."""
        was = self.verified.status if self.verified else ""
        asking = NEEDS_EXPLANATION | {status for status in Status if goes_backwards(was, status)}
        return " ".join(sorted(asking))

    def said(self) -> ProposalFields | None:
        """The proposal; None where there is nothing to propose."""
        data = self.cleaned_data
        if not data["status"]:
            return None
        return ProposalFields(
            recommendation=self.target.recommendation,
            part=self.target.part,
            status=data["status"],
            effective_on=data["effective_on"],
            next_review_on=data["next_review_on"],
            explanation=data["explanation"],
        )


class UpdateForm(forms.Form):
    """Everything but the proposals, which are forms of their own in `proposals`."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=MOST)
    tab = forms.UUIDField(widget=forms.HiddenInput)
    instead_of = forms.UUIDField(widget=forms.HiddenInput, required=False)
    opened_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    period_from = _day(_("From"))
    period_to = _day(_("To"))
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    narrative = _words(
        _("What was done"),
        7,
        help_text=_(
            "Facts, places, figures, dates. The public reads this as it stands, once it is verified."
        ),
    )
    is_public = forms.TypedChoiceField(
        label=_("Who may read this update"),
        choices=READERS,
        widget=forms.RadioSelect,
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]
        required=False,
    )
    obstacles = forms.MultipleChoiceField(
        label=_("Obstacles"), choices=Obstacle, widget=forms.CheckboxSelectMultiple, required=False
    )
    obstacles_said = _words(_("Obstacles, in words"), 2)
    needs = forms.MultipleChoiceField(
        label=_("Support needed"), choices=Need, widget=forms.CheckboxSelectMultiple, required=False
    )
    needs_said = _words(_("Support needed, in words"), 2)
    next_step = _words(_("Next step"), 2)
    next_step_on = _day(_("By"))
    correction_note = _words(
        _("What is corrected, and why"), 2, help_text=_("The public reads it beside the corrected update.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, update: StatusUpdate, **kwargs: Any) -> None:
        now = update_fields.of(update)
        initial = {name: getattr(now, name) for name in (*update_fields.PLAIN, "obstacles", "needs")}
        initial |= {"is_public": "1" if now.is_public else "", "version": update.version, "tab": uuid4()}
        super().__init__(data, initial=initial, **kwargs)
        if not update.corrects_id:
            del self.fields["correction_note"]
        self.update = update
        self.errors_elsewhere: dict[str, str] = {}
        self.proposals = self._proposals(data, now)

    def _proposals(self, data: Mapping[str, Any] | None, now: UpdateFields) -> list[ProposalForm]:
        found = targets.of(self.update.assignment)
        verified = targets.verified(found)
        said = {proposal.key: vars(proposal) for proposal in now.proposals}
        self.is_table = len(found) > 8 or bool(self.update.assignment.cluster_id)
        return [
            ProposalForm(
                data,
                target=target,
                verified=verified.get(target.key),
                is_table=self.is_table,
                initial=said.get(target.key),
            )
            for target in found
        ]

    def goes_on_from(self, version: int) -> None:
        """A posted form that is shown again stands on this version now."""
        data: Any = self.data
        self.data = data.copy()
        self.data["version"] = str(version)  # type: ignore[index]

    @property
    def place(self) -> dict[str, Any]:
        """Which tab this is, and whose text it took over, for the draft buffers."""
        return {name: self.cleaned_data.get(name) for name in ("tab", "instead_of", "opened_at")}

    @property
    def period_fields(self) -> list[forms.BoundField]:
        """From and to, which stand in one line."""
        return [self["period_from"], self["period_to"]]

    @property
    def is_single(self) -> bool:
        """One recommendation or part, one choice."""
        return len(self.proposals) == 1 and not self.is_table

    def is_valid(self) -> bool:
        """With every proposal."""
        return all([super().is_valid(), *[proposal.is_valid() for proposal in self.proposals]])

    def said(self) -> UpdateFields:
        """What was written, for the service."""
        data = self.cleaned_data
        return UpdateFields(
            **{name: data.get(name, "") for name in update_fields.PLAIN},
            obstacles=tuple(data["obstacles"]),
            needs=tuple(data["needs"]),
            proposals=tuple(said for proposal in self.proposals if (said := proposal.said())),
        )

    def refuse(self, fields: Mapping[str, Any]) -> None:
        """Put what a service found missing beside the fields it names."""
        by_key = {proposal.prefix: proposal for proposal in self.proposals}
        for name, message in fields.items():
            key, _dash, inner = name.rpartition("-")
            if name in self.fields:
                self.add_error(name, message)
            elif key in by_key and inner in by_key[key].fields:
                by_key[key].add_error(inner, message)
            else:
                self.errors_elsewhere[name] = message

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """(anchor, message) of everything that is wrong, in the order of the page."""
        found = [
            (self[name].auto_id, str(m))
            for name, ms in self.errors.items()
            if name in self.fields
            for m in ms
        ]
        for proposal in self.proposals:
            found += [
                (proposal[name].auto_id, f"{proposal.target.name}: {m}" if not self.is_single else str(m))
                for name, ms in proposal.errors.items()
                for m in ms
            ]
        return found + [(name, str(message)) for name, message in self.errors_elsewhere.items()]


def typed(data: QueryDict) -> dict[str, list[str]]:
    """What a draft buffer keeps of a posted form: no token, no evidence fields, no null characters."""
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith("evidence-")
    }


def from_typed(kept: Mapping[str, list[str]]) -> QueryDict:
    """The other way round."""
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    return data
