"""What is noted of one recommendation, as its working page shows it: positions, grades, parts, care."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from focal_points.ask_figures import Asked, asked
from focal_points.forms.facts import (
    ContradictionForm,
    GradeForm,
    SentencesForm,
    StrikeForm,
    TouchesForm,
    WordingForm,
)
from recommendations import smart
from recommendations.forms.marks import FollowUpMarkForm, OnePositionForm
from recommendations.models import (
    Contradiction,
    FollowUpReport,
    MechanismGrade,
    Part,
    ProposedMark,
    Recommendation,
    Reservation,
)
from recommendations.services import contradictions, parts, positions, ratifications, reservation_marks


@dataclass
class Facts:
    """One recommendation; each question is asked once."""

    recommendation: Recommendation

    @cached_property
    def takes_a_position(self) -> bool:
        """A UPR recommendation to this State."""
        return positions.takes_a_position(self.recommendation)

    @cached_property
    def is_entered(self) -> bool:
        """Entered by hand, so that its wording is mended in its place."""
        return self.recommendation.annotation_id is None

    @cached_property
    def asked(self) -> Asked | None:
        """How often its request was made, where others make it too."""
        return asked(self.recommendation.pk)

    @cached_property
    def grades(self) -> list[MechanismGrade]:
        """What the mechanism gave, the newest first."""
        return list(self.recommendation.grades.select_related("part", "report"))

    @cached_property
    def reports(self) -> list[FollowUpReport]:
        """Follow-up reports that answer it, in order."""
        rows = FollowUpReport.objects.filter(paragraphs__recommendation=self.recommendation)
        return list(rows.order_by("sent_on"))

    # --- division ---

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """Its sentences, for a division without letters."""
        return parts.sentences(self.recommendation)

    @cached_property
    def out_of_step(self) -> list[Part]:
        """Parts whose words the text no longer has."""
        return parts.out_of_step(self.recommendation)

    # --- care for the text ---

    @cached_property
    def contradictions(self) -> list[tuple[Recommendation, Contradiction]]:
        """What contradicts it, as a person said."""
        return contradictions.of(self.recommendation)

    @cached_property
    def proposed(self) -> list[tuple[Recommendation, ProposedMark]]:
        """What may contradict it."""
        rows = (
            ProposedMark.objects.filter(Q(recommendation=self.recommendation) | Q(other=self.recommendation))
            .exclude(other=None)
            .select_related("recommendation__document", "other__document")
            .prefetch_related("recommendation__texts", "other__texts")
        )
        found = []
        for row in rows:
            is_first = row.recommendation_id == self.recommendation.pk
            other = row.other if is_first else row.recommendation
            if other is not None:
                found.append((other, row))
        return found

    @cached_property
    def reservations(self) -> list[Reservation]:
        """The reservations it touches."""
        return reservation_marks.of(self.recommendation)

    @cached_property
    def may_touch(self) -> list[ProposedMark]:
        """The reservations it may touch."""
        rows = ProposedMark.objects.filter(recommendation=self.recommendation, other=None)
        return list(rows.select_related("reservation__ratification__instrument"))

    @cached_property
    def all_reservations(self) -> list[Reservation]:
        """What the State keeps."""
        return list(ratifications.reservations())

    def hints(self, text: str, language: str) -> list[smart.Finding]:
        """What would make a wording specific, measurable and bound to a time."""
        return smart.check(text, language)

    # --- forms ---

    def fresh(self, name: str) -> Any:
        """A form to begin with."""
        row = self.recommendation
        match name:
            case "followup":
                return FollowUpMarkForm(initial={"due_on": row.followup_due_on}, prefix=name)
            case "grade":
                return GradeForm(prefix=name, recommendation=row)
            case "position":
                return OnePositionForm(initial=self._position(), prefix=name)
            case "edit":
                return WordingForm(initial=self._wording(), prefix=name, recommendation=row)
            case "strike":
                return StrikeForm(prefix=name)
            case "sentences":
                chosen = {"starts": [part.starts for part in parts.current(row)]}
                return SentencesForm(initial=chosen, prefix=name, sentences=self.sentences)
            case "contradict":
                return ContradictionForm(prefix=name)
            case "touch":
                return TouchesForm(prefix=name, reservations=ratifications.reservations())
        raise KeyError(name)

    def _position(self) -> dict[str, Any]:
        row = self.recommendation
        return {
            "position": positions.chosen_position(row),
            "stated_on": row.upr_position_on,
            "source": row.upr_position_source,
            "remark": row.upr_remark,
        }

    def _wording(self) -> dict[str, Any]:
        row = self.recommendation
        original = row.texts.filter(is_original=True).first()
        text = original.text if original else ""
        return {
            "kind": row.kind,
            "paragraph": row.paragraph,
            "text": text,
            "seen": text,
            "due_on": row.due_on,
            "recommending": row.recommending_states.values_list("country", flat=True),
        }
