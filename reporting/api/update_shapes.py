"""What an institution's system reads and sends."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from focal_points.models import Assignment, Need, Obstacle, ProposedStatus, Status, StatusUpdate
from focal_points.services import targets
from focal_points.services.update_fields import PLAIN, ProposalFields, UpdateFields

PROPOSABLE = [choice for choice in Status.choices if choice[0] != Status.NOT_ASSESSED]


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """One thing that an institution answers for."""

    id = serializers.UUIDField(source="public_id")
    institution = serializers.CharField(source="institution.code")
    recommendation = serializers.UUIDField(source="recommendation.public_id", allow_null=True, default=None)
    part = serializers.UUIDField(source="part.public_id", allow_null=True, default=None)
    cluster = serializers.CharField(source="cluster.code", allow_null=True, default=None)
    subject = serializers.CharField()

    class Meta:
        model = Assignment
        fields = (
            *("id", "institution", "recommendation", "part", "cluster", "subject", "role", "state", "due_on"),
            *("note", "reminded_until", "version"),
        )


class ProposalOutSerializer(serializers.ModelSerializer[ProposedStatus]):
    """A status that was proposed."""

    recommendation = serializers.UUIDField(source="recommendation.public_id")
    part = serializers.UUIDField(source="part.public_id", allow_null=True, default=None)

    class Meta:
        model = ProposedStatus
        fields = ("recommendation", "part", "status", "effective_on", "next_review_on", "explanation")


class UpdateOutSerializer(serializers.ModelSerializer[StatusUpdate]):
    """An update as it stands."""

    id = serializers.UUIDField(source="public_id")
    assignment = serializers.UUIDField(source="assignment.public_id")
    obstacles = serializers.SerializerMethodField()
    needs = serializers.SerializerMethodField()
    proposals = ProposalOutSerializer(many=True)

    class Meta:
        model = StatusUpdate
        fields = (
            *("id", "assignment", "state", "version", *PLAIN, "obstacles", "needs", "proposals"),
            *("is_nothing_new", "is_on_behalf", "submitted_at", "decided_at", "comment"),
        )

    def get_obstacles(self, update: StatusUpdate) -> list[str]:
        """Codes."""
        return sorted(one.kind for one in update.obstacles.all())

    def get_needs(self, update: StatusUpdate) -> list[str]:
        """Codes."""
        return sorted(one.kind for one in update.needs.all())


class ProposalInSerializer(serializers.Serializer[Any]):
    """A status to propose. Recommendation and part may be left out where the assignment has one alone."""

    recommendation = serializers.UUIDField(required=False, allow_null=True)
    part = serializers.UUIDField(required=False, allow_null=True)
    status = serializers.ChoiceField(choices=PROPOSABLE)
    effective_on = serializers.DateField(required=False, allow_null=True, default=None)
    next_review_on = serializers.DateField(required=False, allow_null=True, default=None)
    explanation = serializers.CharField(required=False, allow_blank=True, default="", max_length=20_000)


class UpdateInSerializer(serializers.Serializer[Any]):
    """What to write; `submit` hands it to the validator or the secretariat in the same go."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, default="en")
    period_from = serializers.DateField(allow_null=True, default=None)
    period_to = serializers.DateField(allow_null=True, default=None)
    narrative = serializers.CharField(allow_blank=True, default="", max_length=100_000)
    is_public = serializers.BooleanField(default=True)
    obstacles = serializers.ListField(child=serializers.ChoiceField(choices=Obstacle.choices), default=list)
    obstacles_said = serializers.CharField(allow_blank=True, default="", max_length=20_000)
    needs = serializers.ListField(child=serializers.ChoiceField(choices=Need.choices), default=list)
    needs_said = serializers.CharField(allow_blank=True, default="", max_length=20_000)
    next_step = serializers.CharField(allow_blank=True, default="", max_length=20_000)
    next_step_on = serializers.DateField(allow_null=True, default=None)
    correction_note = serializers.CharField(allow_blank=True, default="", max_length=20_000)
    proposals = ProposalInSerializer(many=True, default=list)
    submit = serializers.BooleanField(default=False)

    def validate_proposals(self, given: list[dict[str, Any]]) -> tuple[ProposalFields, ...]:
        """Each for something that the assignment covers."""
        covered = targets.of(self.context["assignment"])
        return tuple(_proposal(one, covered) for one in given)

    def fields_over(self, present: UpdateFields) -> UpdateFields:
        """What the update will say: what is given, over what stands where only a part is given."""
        given = {name: value for name, value in self.validated_data.items() if name != "submit"}
        for name in ("obstacles", "needs", "proposals"):
            if name in given:
                given[name] = tuple(given[name])
        return replace(present if self.partial else UpdateFields(), **given)


def _proposal(given: dict[str, Any], covered: list[targets.Target]) -> ProposalFields:
    fitting = [
        one
        for one in covered
        if given.get("recommendation") in (None, one.recommendation.public_id)
        and given.get("part") in (None, one.part.public_id if one.part else None)
    ]
    if len(fitting) != 1:
        raise serializers.ValidationError(
            _("Say by recommendation and part which of those the assignment covers is meant.")
        )
    return ProposalFields(
        recommendation=fitting[0].recommendation,
        part=fitting[0].part,
        status=given["status"],
        effective_on=given["effective_on"],
        next_review_on=given["next_review_on"],
        explanation=given["explanation"],
    )
