"""Things of the register and of the work whose history can be read: rows about each, and who may see them."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focal_points.models import (
    AskedInstitution,
    Assignment,
    Contest,
    Evidence,
    InformationRequest,
    Institution,
    InstitutionName,
    ProposedStatus,
    RequestAnswer,
    RequestQuestion,
    SavedSearch,
    StatusUpdate,
    Term,
    UpdateNeed,
    UpdateObstacle,
    Verification,
)
from focal_points.models.institution import reach
from focal_points.permissions import Can
from focal_points.work_history import ABOUT
from nmrf.base.histories import Kept
from nmrf.base.models import User
from nmrf.base.permissions import may
from nmrf.base.references import call_by
from nmrf.base.services.operations import events_of
from recommendations.models import (
    Ask,
    AskMember,
    Cluster,
    ClusterMembership,
    ClusterText,
    Contradiction,
    Document,
    DocumentFile,
    FollowUpReport,
    Recommendation,
)
from recommendations.permissions import Can as Register

Events = Sequence[QuerySet[Any]]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _of(rows: Callable[[Any], QuerySet[Any]]) -> Callable[[Any, str], Any]:
    """Finds by public id among what the person may see."""

    def find(user: Any, key: str) -> Any:
        public_id = _key(key)
        return rows(user).filter(public_id=public_id).first() if public_id else None

    return find


def _for_whoever(can: Any, rows: Callable[[], QuerySet[Any]]) -> Callable[[Any, str], Any]:
    return _of(lambda user: rows() if may(user, can) else rows().none())


def _own(model: Any, thing: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = events_of(model).filter(pgh_obj_id=thing.pk)
    return found


def _about(model: Any, **column: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = events_of(model).filter(**column)
    return found


def _of_recommendation(user: Any, one: Recommendation) -> Events:
    pairs = events_of(Contradiction).filter(Q(one_id=one.pk) | Q(other_id=one.pk))
    about = [_about(model, recommendation_id=one.pk) for model in ABOUT]
    return [_own(Recommendation, one), *about, pairs]


def _of_cluster(user: Any, one: Cluster) -> Events:
    about = (ClusterText, ClusterMembership, Assignment)
    return [_own(Cluster, one), *(_about(model, cluster_id=one.pk) for model in about)]


def _of_assignment(user: Any, one: Assignment) -> Events:
    return [_own(Assignment, one), _about(Contest, assignment_id=one.pk)]


def _of_update(user: Any, one: StatusUpdate) -> Events:
    """An institution's drafts are its own: others see what left it, and what was decided."""
    decided = events_of(Verification).filter(
        proposal_id__in=events_of(ProposedStatus).filter(update_id=one.pk).values("pgh_obj_id")
    )
    if one.assignment.institution_id not in reach(user):
        left = Q(state__in=StatusUpdate.LEFT_THE_INSTITUTION, submitted_at__isnull=False)
        return [_own(StatusUpdate, one).filter(left | Q(state=StatusUpdate.State.NOTED)), decided]
    about = (ProposedStatus, UpdateObstacle, UpdateNeed, Evidence)
    return [_own(StatusUpdate, one), *(_about(model, update_id=one.pk) for model in about), decided]


def _of_institution(user: Any, one: Institution) -> Events:
    about = (InstitutionName, Term)
    return [_own(Institution, one), *(_about(model, institution_id=one.pk) for model in about)]


def _of_person(user: Any, one: User) -> Events:
    return [_own(User, one), _about(Term, person_id=one.pk)]


def _of_document(user: Any, one: Document) -> Events:
    about = (DocumentFile, FollowUpReport)
    return [_own(Document, one), *(_about(model, document_id=one.pk) for model in about)]


def _of_ask(user: Any, one: Ask) -> Events:
    return [_own(Ask, one), _about(AskMember, ask_id=one.pk)]


def _of_request(user: Any, one: InformationRequest) -> Events:
    """An institution sees the request and its questions; of the answers, its own alone."""
    asked, answers = (
        _about(AskedInstitution, request_id=one.pk),
        events_of(RequestAnswer).filter(
            asked_id__in=events_of(AskedInstitution).filter(request_id=one.pk).values("pgh_obj_id")
        ),
    )
    common = [_own(InformationRequest, one), _about(RequestQuestion, request_id=one.pk)]
    if user.is_house:
        return [*common, asked]
    own = asked.filter(institution_id__in=reach(user))
    return [*common, own, answers.filter(asked_id__in=own.values("pgh_obj_id"))]


def _of_search(user: Any, one: SavedSearch) -> Events:
    return [_own(SavedSearch, one)]


def _page(name: str) -> Callable[[Any], str]:
    return lambda thing: reverse(name, args=[thing.public_id])


def kinds() -> list[Kept]:
    """All of them; what a row without a name of its own is called by is said here too."""
    for model, fields in _CALLED_BY:
        call_by(model, *fields)
    house = Can.SEE_DESK
    return [
        Kept(
            "recommendation",
            _("Recommendation"),
            _for_whoever(house, lambda: Recommendation.objects.for_list()),
            _of_recommendation,
            _page("focal_points:recommendation-detail"),
            lambda one: one.name,
        ),
        Kept(
            "cluster",
            _("Cluster"),
            _for_whoever(house, lambda: Cluster.objects.prefetch_related("texts")),
            _of_cluster,
            _page("focal_points:cluster-detail"),
        ),
        Kept(
            "assignment",
            _("Assignment"),
            _of(lambda user: Assignment.objects.visible_to(user).for_list()),
            _of_assignment,
            _page("focal_points:assignment-detail"),
        ),
        Kept(
            "update",
            _("Status update"),
            _of(lambda user: StatusUpdate.objects.visible_to(user).for_list()),
            _of_update,
            _page("focal_points:update-detail"),
            lambda one: one.assignment.subject,
        ),
        Kept(
            "institution",
            _("Institution"),
            _for_whoever(Can.KEEP_INSTITUTIONS, lambda: Institution.objects.for_list()),
            _of_institution,
            _page("focal_points:institution-work"),
        ),
        Kept(
            "person",
            _("Person"),
            _for_whoever(Can.KEEP_INSTITUTIONS, lambda: User.objects.all()),
            _of_person,
            lambda one: reverse("focal_points:person-list"),
        ),
        Kept(
            "document",
            _("Document"),
            _for_whoever(house, lambda: Document.objects.for_list()),
            _of_document,
            _page("recommendations:document-work"),
        ),
        Kept(
            "ask",
            _("Recurring request"),
            _for_whoever(Register.SEE_ASKS, lambda: Ask.objects.all()),
            _of_ask,
            _page("asks:detail"),
        ),
        Kept(
            "request",
            _("Information request"),
            _of(lambda user: InformationRequest.objects.visible_to(user)),
            _of_request,
            lambda one: one.get_absolute_url(),
        ),
        Kept(
            "search",
            _("Saved search"),
            _of(lambda user: SavedSearch.objects.visible_to(user)),
            _of_search,
            lambda one: reverse("focal_points:search-list"),
        ),
    ]


_CALLED_BY: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Assignment, ("institution", "role", "recommendation", "cluster")),
    (Contest, ("reason",)),
    (ClusterMembership, ("recommendation", "part")),
    (Cluster, ("code",)),
    (ClusterText, ("language", "name")),
    (AskMember, ("recommendation",)),
    (InstitutionName, ("language", "name")),
    (Institution, ("code",)),
    (Term, ("person", "role", "institution")),
    (ProposedStatus, ("recommendation", "part", "status")),
    (Verification, ("status",)),
    (StatusUpdate, ("state",)),
    (AskedInstitution, ("institution",)),
    (RequestAnswer, ("state",)),
    (RequestQuestion, ("number",)),
    (FollowUpReport, ("sent_on",)),
    (Document, ("symbol", "title")),
)
