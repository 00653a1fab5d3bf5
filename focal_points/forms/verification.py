"""What a verifier fills in: one decision a proposal, a comment, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focal_points.models import (
    ImplementationStatus,
    Institution,
    ProposedStatus,
    Status,
    Trend,
    goes_backwards,
)
from focal_points.models.status import IN_PLACE
from focal_points.services.decisions import Decision
from nmrf.base.errors import Invalid

DECIDABLE = [(status.value, status.label) for status in Status if status != Status.NOT_ASSESSED]


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, with the browser's own picker."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


class DecisionForm(forms.Form):
    """The verified status of one proposal."""

    status = forms.ChoiceField(label=_("Status you verify"), choices=DECIDABLE)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Needed where it differs from the proposal, or goes backwards. Public, with your decision."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=4000,
    )
    effective_on = day_field(_("True since"), required=False)
    trend = forms.ChoiceField(label=_("Where it is going"), choices=Trend, widget=forms.RadioSelect)
    next_review_on = day_field(
        _("Next review"), required=False, help_text=_("Needed for a duty that continues: within two years.")
    )

    def __init__(
        self,
        *args: Any,
        proposal: ProposedStatus,
        before: ImplementationStatus | None = None,
        **kwargs: Any,
    ) -> None:
        self.proposal = proposal
        was = before.status if before else ""
        # What goes on as it was is true since the same day, where no other is named.
        since = before.effective_on if before and was == proposal.status else None
        kwargs.setdefault("prefix", str(proposal.pk))
        kwargs.setdefault(
            "initial",
            {
                "status": proposal.status,
                "effective_on": proposal.effective_on or since,
                "next_review_on": proposal.next_review_on,
                "trend": _likely_trend(was, proposal.status),
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["status"].widget.attrs["data-proposed"] = proposal.status

    def decision(self) -> Decision:
        """As the service takes it."""
        return Decision(proposal=self.proposal, **self.cleaned_data)


def _likely_trend(before: str, after: str) -> str:
    """Suggested to the verifier, never decided for them. What nobody had judged comes from nothing."""
    was = before if before in IN_PLACE else Status.NOT_STARTED
    if before == Status.NO_LONGER_APPLICABLE or after not in IN_PLACE or IN_PLACE[after] == IN_PLACE[was]:
        return Trend.NONE
    return Trend.BACKWARD if goes_backwards(was, after) else Trend.FORWARD


def decision_forms(
    proposals: list[ProposedStatus], before: dict[Any, ImplementationStatus], data: Any = None
) -> list[DecisionForm]:
    """One form a proposal; `before` is the verified status by recommendation and part."""
    found = [
        DecisionForm(
            data, proposal=proposal, before=before.get((proposal.recommendation_id, proposal.part_id))
        )
        for proposal in proposals
    ]
    if found:
        found[0].fields["status"].widget.attrs["data-key"] = "v"
    return found


def as_proposed(formset: list[DecisionForm], data: Any) -> Any:
    """What was filled in, with every proposal taken as it is; what it does not say stays as it was typed."""
    filled = data.copy()
    for form in formset:
        for name, value in form.initial.items():
            if value is not None:
                filled[form.add_prefix(name)] = str(value)
    return filled


def show_refusal(formset: list[DecisionForm], refused: Invalid) -> None:
    """Put each message beside the field it is about; its name is `<proposal>-<field>`."""
    by_prefix = {form.prefix: form for form in formset}
    for name, message in refused.fields.items():
        prefix, _dash, field = name.partition("-")
        form = by_prefix.get(prefix)
        if form and field in form.fields:
            form.add_error(field, message)


class CommentForm(forms.Form):
    """Why it goes back."""

    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("Say what is missing. They see your name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )


class ContestDecisionForm(forms.Form):
    """Whether the institution is right, and who takes it instead."""

    uphold = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("They are right: withdraw it")), ("0", _("It stays with them"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reassign_to = forms.ModelChoiceField(
        label=_("Give it to"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("Only where they are right."),
    )
    decision = forms.CharField(
        label=_("Reason"),
        help_text=_("The institution reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )

    def __init__(self, *args: Any, without: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Institution.objects.current().for_list().exclude(pk=without)
        self.fields["reassign_to"].queryset = others  # type: ignore[attr-defined]
