"""A request from a selection of recommendations: one question each, put to whoever answers for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import (
    AskedInstitution,
    Assignment,
    InformationRequest,
    Institution,
    RequestAnswer,
    RequestQuestion,
)
from focal_points.permissions import Can
from focal_points.services.requests.composing import Asks, Written, create, make_questions
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations.models import ClusterMembership, Recommendation

KIND = "request.begin"
MOST = 300


class Whom(models.TextChoices):
    """Who is asked."""

    LEADS = "leads", gettext_lazy("whoever leads on each")
    ALL = "all", gettext_lazy("whoever leads or supports")
    CHOSEN = "chosen", gettext_lazy("the institutions ticked below, all of it")


@transaction.atomic
def begin(
    *,
    recommendations: Iterable[Recommendation],
    title: str,
    question: str,
    due_on: date | None,
    whom: str,
    institutions: Sequence[Institution] = (),
    by: User,
    door: str = "",
) -> Operation:
    """A draft with a question on each; what nobody answers for is listed in `operation.skipped`.

    Nobody is told until it is sent. Raises Invalid where nothing would be asked of anybody.
    """
    require(by, Can.KEEP_REQUESTS)
    chosen, skipped = _chosen(recommendations)
    told = _whom(chosen, whom, institutions)
    asked = [one for one in chosen if told[one.pk]]
    skipped += [
        {"what": one.reference, "why": _("No institution answers for it.")}
        for one in chosen
        if not told[one.pk]
    ]
    _check(question, whom, institutions, asked)
    operation = operations.begin(
        kind=KIND, label=_("Information request: %(title)s") % {"title": title.strip()[:200]}, by=by
    )
    with history.recorded(by=by, action="request.begin", door=door, operation=operation.pk):
        request = create(written=Written(title, due_on=due_on, language=by.language), by=by, door=door)
        wanted = [
            (Asks(one.paragraph[:20], question.strip(), (one.pk,)), place)
            for place, one in enumerate(asked, start=1)
        ]
        rows = make_questions(request, wanted)
        _cells(request, rows, [told[one.pk] for one in asked])
    return operations.note(operation, size=len(asked), skipped=skipped)


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Take the draft away. One that was sent is cancelled on its own page instead: NotNow."""
    require(by, Can.KEEP_REQUESTS)
    request = made_by(operation)
    if request and not request.is_draft:
        raise NotNow(_("It was sent already. Cancel it on its page."), code="sent")
    return operations.undo(operation=operation, by=by, door=door)


def made_by(operation: Operation) -> InformationRequest | None:
    """The request that an operation began, if it still stands."""
    keys = [one.pk for one in operations.touched_by(operation) if one.model is InformationRequest]
    return InformationRequest.objects.filter(pk__in=keys).first()


def _chosen(recommendations: Iterable[Recommendation]) -> tuple[list[Recommendation], list[dict[str, str]]]:
    keys = {one.pk for one in recommendations}
    rows = Recommendation.objects.filter(pk__in=keys).select_related("document").in_document_order()
    home = [one for one in rows if one.is_home]
    others = [
        {"what": one.reference, "why": _("Addressed to another State.")} for one in rows if not one.is_home
    ]
    if len(home) > MOST:
        raise Invalid(_("A request can hold %(most)s questions.") % {"most": MOST})
    return home, others


def _whom(
    chosen: Sequence[Recommendation], whom: str, institutions: Sequence[Institution]
) -> dict[int, list[int]]:
    """Recommendation → institutions that are asked about it, through its clusters too."""
    if whom == Whom.CHOSEN:
        return {one.pk: [each.pk for each in institutions] for one in chosen}
    keys = [one.pk for one in chosen]
    members = ClusterMembership.objects.filter(recommendation__in=keys).values_list(
        "cluster_id", "recommendation_id"
    )
    of_cluster: dict[int, list[int]] = defaultdict(list)
    for cluster, recommendation in members:
        of_cluster[cluster].append(recommendation)
    work = Assignment.objects.current().filter(institution__closed_on=None)
    if whom == Whom.LEADS:
        work = work.leading()
    told: dict[int, dict[int, None]] = defaultdict(dict)
    about = Q(recommendation__in=keys) | Q(cluster__in=list(of_cluster))
    for one in work.filter(about).order_by("role", "pk"):
        for key in [one.recommendation_id] if one.recommendation_id else of_cluster[one.cluster_id or 0]:
            told[key or 0][one.institution_id] = None
    return {key: list(told.get(key, {})) for key in keys}


def _check(
    question: str, whom: str, institutions: Sequence[Institution], asked: Sequence[Recommendation]
) -> None:
    wrong: dict[str, str] = {}
    if not question.strip():
        wrong["question"] = _("Write what you want to know.")
    if whom == Whom.CHOSEN and not institutions:
        wrong["institutions"] = _("Choose an institution.")
    elif not asked:
        wrong["whom"] = _("Nobody answers for any of these. Assign them, or choose institutions.")
    if wrong:
        raise Invalid(_("Something is missing."), fields=wrong)


def _cells(request: InformationRequest, rows: list[RequestQuestion], told: list[list[int]]) -> None:
    keys = sorted({key for institutions in told for key in institutions})
    made = AskedInstitution.objects.bulk_create(
        AskedInstitution(request=request, institution_id=key) for key in keys
    )
    asked = {row.institution_id: row for row in made}
    RequestAnswer.objects.bulk_create(
        RequestAnswer(asked=asked[key], question=row, language=request.language)
        for row, institutions in zip(rows, told, strict=True)
        for key in institutions
    )
