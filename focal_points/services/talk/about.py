"""The four things that are talked about: found by kind and public id, if this person may see them."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from focal_points.models import Assignment, InformationRequest, Institution, StatusUpdate, TalkThread
from nmrf.base.models import User
from recommendations.models import Cluster, ClusterMembership, Recommendation

KINDS: dict[str, Any] = {
    "recommendation": Recommendation,
    "cluster": Cluster,
    "update": StatusUpdate,
    "request": InformationRequest,
}


def kind_of(thing: Any) -> str:
    """The word for it, which is the name of its column too."""
    return next(kind for kind, model in KINDS.items() if isinstance(thing, model))


def find(kind: str, public_id: UUID, person: User) -> Any:
    """The thing, or None where there is none or this person has nothing to do with it."""
    model = KINDS.get(kind)
    thing = model.objects.filter(public_id=public_id).first() if model else None
    return thing if thing is not None and concerns(thing, person) else None


def concerns(thing: Any, person: User) -> bool:
    """Whether this person may talk about it: the house; an institution that works on it or is asked by it."""
    if person.is_house:
        return not isinstance(thing, StatusUpdate) or _sees_update(thing, person)
    if person.role:
        return False
    if isinstance(thing, StatusUpdate):
        return _sees_update(thing, person)
    if isinstance(thing, InformationRequest):
        return InformationRequest.objects.visible_to(person).filter(pk=thing.pk).exists()
    return Assignment.objects.visible_to(person).filter(pk__in=assignments_of(thing).values("pk")).exists()


def assignments_of(thing: Any) -> Any:
    """Who works on a recommendation (through its clusters too) or a cluster."""
    work = Assignment.objects.current()
    if isinstance(thing, Cluster):
        return work.filter(cluster=thing)
    clusters = ClusterMembership.objects.filter(recommendation=thing).values("cluster")
    return work.filter(recommendation=thing) | work.filter(cluster__in=clusters)


def institutions_of(thing: Any) -> list[Institution]:
    """The institutions that it concerns, in the order of their codes."""
    rows = Institution.objects.current().for_list().order_by("code")
    if isinstance(thing, StatusUpdate):
        return list(rows.filter(pk=thing.assignment.institution_id))
    if isinstance(thing, InformationRequest):
        keys: Any = thing.asked.values("institution") if thing.sent_at else []
        return list(rows.filter(pk__in=keys))
    return list(rows.filter(pk__in=assignments_of(thing).values("institution")))


def name_of(thing: Any) -> str:
    """What it is called in a notice."""
    if isinstance(thing, StatusUpdate):
        return thing.assignment.subject
    if isinstance(thing, Recommendation):
        return thing.title or thing.reference
    return str(thing)


def address_for(thread: TalkThread, thing: Any, person: User) -> str:
    """The page on which this person reads the thread."""
    return page_of(thing, person) + f"#talk-{thread.public_id}"


def page_of(thing: Any, person: User) -> str:
    """The page of the thing in the workspace of this person."""
    if isinstance(thing, StatusUpdate):
        return thing.get_absolute_url()
    if isinstance(thing, InformationRequest):
        return thing.get_absolute_url()
    if person.is_house:
        return reverse(f"focal_points:{kind_of(thing)}-detail", args=[thing.public_id])
    own = Assignment.objects.visible_to(person).filter(pk__in=assignments_of(thing).values("pk"))
    first = own.order_by("role", "pk").first()
    return first.get_absolute_url() if first else reverse("focal_points:talk-list")


def _sees_update(update: StatusUpdate, person: User) -> bool:
    return StatusUpdate.objects.visible_to(person).filter(pk=update.pk).exists()
