"""A small register with one of everything that a draft has to tell apart; made by plain rows, no services."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from focal_points.models import (
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    StatusUpdate,
    Verification,
)
from focal_points.services import search_table
from nmrf.base.models import User
from recommendations.models import Document, Mechanism, Recommendation, RecommendationTag, Tag
from tests.factories import (
    AssignmentFactory,
    DocumentFactory,
    InstitutionFactory,
    MechanismFactory,
    RecommendationFactory,
    UserFactory,
)

TODAY = timezone.localdate()


def days_ago(days: int) -> datetime.date:
    """A day before today."""
    return TODAY - datetime.timedelta(days=days)


def theme(code: str) -> Tag:
    """A theme, made once."""
    return Tag.objects.get_or_create(kind="theme", code=code)[0]


def ask(document: Document, paragraph: str, *themes: str, **fields: Any) -> Recommendation:
    """A recommendation with themes."""
    made = RecommendationFactory(document=document, paragraph=paragraph, **fields)
    for code in themes:
        RecommendationTag.objects.create(recommendation=made, tag=theme(code))
    return made


@dataclass
class Told:
    """Makes updates of every state about one recommendation."""

    author: User = field(default_factory=lambda: UserFactory(name="Ana Author"))
    verifier: User = field(default_factory=lambda: UserFactory(role=User.Role.SECRETARIAT))

    def update(
        self,
        recommendation: Recommendation,
        narrative: str,
        *,
        state: str = StatusUpdate.State.VERIFIED,
        is_public: bool = True,
        language: str = "en",
        status: str = "",
        on: datetime.date | None = None,
        assignment: Any = None,
        **fields: Any,
    ) -> StatusUpdate:
        """One update; a verified one with a status moves the verified status too."""
        moment = timezone.now() - (TODAY - (on or days_ago(10)))
        is_decided = state == StatusUpdate.State.VERIFIED
        update = StatusUpdate.objects.create(
            assignment=assignment
            or recommendation.assignments.first()
            or AssignmentFactory(recommendation=recommendation),
            state=state,
            is_public=is_public,
            language=language,
            narrative=narrative,
            author=self.author,
            submitted_by=self.author,
            submitted_at=moment,
            decided_by=self.verifier if is_decided else None,
            decided_at=moment if is_decided else None,
            period_from=days_ago(200),
            period_to=days_ago(20),
            **fields,
        )
        if status:
            self._status(update, recommendation, status, is_decided, moment)
        search_table.refresh([recommendation.pk])
        return update

    def _status(
        self, update: StatusUpdate, recommendation: Recommendation, status: str, decided: bool, moment: Any
    ) -> None:
        proposal = ProposedStatus.objects.create(
            update=update, recommendation=recommendation, status=status, effective_on=days_ago(30)
        )
        if decided:
            decision = Verification.objects.create(
                proposal=proposal, status=status, effective_on=days_ago(30), by=self.verifier
            )
            ImplementationStatus.objects.create(
                recommendation=recommendation,
                status=status,
                effective_on=days_ago(30),
                recorded_at=moment,
                verified_by=self.verifier,
                verification=decision,
            )


def treaty_scene() -> dict[str, Any]:
    """An older and a newer outcome of one committee; the newer asks six things, each another case."""
    mechanism = MechanismFactory(code="CEDAW", kind=Mechanism.Kind.TREATY_BODY)
    older = DocumentFactory(mechanism=mechanism, symbol="CEDAW/C/XAA/CO/5", adopted_on=days_ago(2500))
    newer = DocumentFactory(mechanism=mechanism, symbol="CEDAW/C/XAA/CO/6", adopted_on=days_ago(800))
    told = Told()
    scene: dict[str, Any] = {"mechanism": mechanism, "older": older, "newer": newer, "told": told}
    scene["of_older"] = ask(older, "9", "education", text="Asked long ago.")
    scene["answered"] = ask(newer, "27 (a)", "women-violence", text="Open shelters in every province.")
    scene["silent"] = ask(newer, "35", "women-violence", text="Collect data on forced marriage.")
    scene["unplaced"] = ask(newer, "51", text="Disseminate these observations.")
    scene["french"] = ask(newer, "41", "education", text="Keep girls in school.")
    scene["hidden"] = ask(newer, "43", "health", text="Fund the clinics.")
    scene["withdrawn"] = ask(
        newer, "45", "health", text="No longer asked.", withdrawn_on=days_ago(1), withdrawn_because="Doubled."
    )
    scene["observed"] = ask(newer, "10", "education", text="Welcomes.", kind=Recommendation.Kind.OBSERVATION)
    scene["lead"] = InstitutionFactory(code="family", name="Ministry for the Family")
    assignment = AssignmentFactory(recommendation=scene["answered"], institution=scene["lead"])
    scene["verified"] = told.update(
        scene["answered"],
        "Two shelters opened.",
        status="partially_implemented",
        assignment=assignment,
        next_step="A third shelter opens.",
    )
    evidence = {"link": "https://example.org/law", "update": scene["verified"]}
    Evidence.objects.create(title="Budget law, chapter 31", is_public=True, **evidence)
    Evidence.objects.create(title="Confidential minutes", is_public=False, **evidence)
    told.update(
        scene["hidden"], "Not verified at all.", state=StatusUpdate.State.SUBMITTED, status="implemented"
    )
    told.update(scene["hidden"], "Verified but internal.", is_public=False, status="implemented")
    told.update(scene["french"], "Le transport scolaire est gratuit.", language="fr", status="in_progress")
    search_table.refresh(None)
    return scene
