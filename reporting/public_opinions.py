"""The four opinions of a recommendation as the public reads them: whole sentences, public facts alone."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    ProposedStatus,
    StakeholderView,
    StatusUpdate,
)
from focal_points.opinions import Opinion
from nmrf.base.templatetags.house import colon, day
from recommendations.models import MechanismGrade, Part, Recommendation


class PublicOpinions:
    """What institution, secretariat, stakeholders and mechanism say of a recommendation and its parts."""

    def __init__(self, recommendation: Recommendation) -> None:
        self.recommendation = recommendation

    def __bool__(self) -> bool:
        """Whether anybody but the secretariat has said anything."""
        return bool(self._proposals or self._views or self._grades)

    def of(self, part: Part | None, verified: ImplementationStatus | None) -> list[Opinion]:
        """The four columns for a part, or for the whole."""
        return [
            self._proposed(part),
            self._verified(verified),
            self._stakeholder(part),
            self._graded(part),
        ]

    @cached_property
    def _proposals(self) -> list[ProposedStatus]:
        """Of verified public updates alone, the newest first."""
        return list(
            ProposedStatus.objects.filter(
                recommendation=self.recommendation, update__in=StatusUpdate.objects.public()
            )
            .select_related("update__assignment__institution", "part")
            .prefetch_related("update__assignment__institution__names")
            .order_by("-update__submitted_at", "-pk")
        )

    @cached_property
    def _views(self) -> list[StakeholderView]:
        return list(self.recommendation.views.filter(is_public=True).order_by("-stated_on", "-pk"))

    @cached_property
    def _grades(self) -> list[MechanismGrade]:
        return list(self.recommendation.grades.order_by("-given_on", "-pk"))

    def _of(self, rows: list[Any], part: Part | None) -> list[Any]:
        """Those about this part; what is said of the whole stands for every part."""
        key = part.pk if part else None
        return [row for row in rows if row.part_id == key] or [row for row in rows if row.part_id is None]

    def _proposed(self, part: Part | None) -> Opinion:
        heading = _("The institution says")
        said = self._of(self._proposals, part)
        leading = [p for p in said if p.update.assignment.role == Assignment.Role.LEAD]
        if not said:
            return Opinion(heading)
        first = (leading or said)[0]
        others = {
            str(p.update.assignment.institution): p.get_status_display()
            for p in said
            if p.update.assignment.institution_id != first.update.assignment.institution_id
        }
        return Opinion(
            heading,
            first.status,
            dated=_("Proposed %(day)s") % {"day": day(first.update.submitted_at)},
            text=first.explanation,
            source="; ".join(
                [str(first.update.assignment.institution)]
                + [f"{name}{colon()}{status}" for name, status in others.items()]
            ),
        )

    def _verified(self, status: ImplementationStatus | None) -> Opinion:
        heading = _("Verified by the secretariat")
        if status is None:
            return Opinion(heading, "not_assessed", text=_("Nobody has judged it yet."), is_main=True)
        if status.basis == status.Basis.OWN_TABLE:
            return Opinion(
                _("From the State's own table"),
                status.status,
                dated=_("Entered here %(day)s, in force since %(since)s")
                % {"day": day(status.recorded_at), "since": day(status.effective_on)},
                text=status.reason,
                source=_("Entered later: the State's own table says so; it was not verified here."),
                is_main=True,
            )
        verification = status.verification
        differs = verification is not None and verification.proposal.status != status.status
        return Opinion(
            heading,
            status.status,
            dated=_("Verified %(day)s, in force since %(since)s")
            % {"day": day(status.recorded_at), "since": day(status.effective_on)},
            text=status.reason,
            source=_("Entered late: recorded more than 60 days after.") if status.is_entered_late else "",
            differs=_("Differs from the proposal, with the reason given.") if differs else "",
            is_main=True,
        )

    def _stakeholder(self, part: Part | None) -> Opinion:
        said = self._of(self._views, part)
        if not said:
            return Opinion(_("Human rights institution and civil society"))
        first, *others = said
        return Opinion(
            _("%(who)s’s view") % {"who": first.organisation},
            first.status,
            dated=_("Stated %(day)s") % {"day": day(first.stated_on)},
            text=first.text,
            source="; ".join(
                filter(
                    None,
                    [
                        first.reference,
                        *(f"{v.organisation}{colon()}{v.get_status_display()}" for v in others),
                    ],
                )
            ),
        )

    def _graded(self, part: Part | None) -> Opinion:
        heading = _("The mechanism’s own grade")
        said = self._of(self._grades, part)
        if not said:
            return Opinion(heading)
        grade = said[0]
        return Opinion(
            heading,
            grade=grade.grade,
            dated=_("Given %(day)s, scale %(scale)s") % {"day": day(grade.given_on), "scale": grade.scale},
            text=grade.said,
            source=grade.reference,
        )
