"""Clusters: made, named, filled and emptied; filling is an operation, so that it can be undone as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Cluster, ClusterMembership, ClusterText, Recommendation
from recommendations.permissions import Can
from recommendations.services.touching import recommendations_of

Texts = Mapping[str, Mapping[str, str]]
MOVE = "cluster.move"


@transaction.atomic
def create(
    *, code: str, texts: Texts, by: User, priority: str = Cluster.Priority.NORMAL, door: str = ""
) -> Cluster:
    """A new, empty group. `texts` maps a language to its `name` and `desired_outcome`."""
    require(by, Can.CLUSTER)
    if Cluster.objects.filter(code=code).exists():
        raise Invalid(_("There is a cluster with this code."), fields={"code": _("Choose another code.")})
    with history.recorded(by=by, action="cluster.create", door=door):
        cluster = Cluster.objects.create(code=code, priority=priority)
        _write_texts(cluster, texts)
    return cluster


@transaction.atomic
def describe(*, cluster: Cluster, texts: Texts, by: User, priority: str = "", door: str = "") -> Cluster:
    """Name it and say what is to change, language by language; a language left empty goes.

    `priority` stays where it is left out.
    """
    require(by, Can.CLUSTER, cluster)
    with history.recorded(by=by, action="cluster.describe", door=door):
        _write_texts(cluster, texts)
        if priority:
            Cluster.objects.filter(pk=cluster.pk).exclude(priority=priority).update(priority=priority)
    return cluster


@transaction.atomic
def archive(*, cluster: Cluster, by: User, door: str = "") -> None:
    """Close a group that is no longer worked on; its recommendations and history stay."""
    require(by, Can.CLUSTER, cluster)
    with history.recorded(by=by, action="cluster.archive", door=door):
        Cluster.objects.filter(pk=cluster.pk, archived_at=None).update(archived_at=timezone.now())
        registry.changed(list(cluster.memberships.values_list("recommendation_id", flat=True)))


@transaction.atomic
def add(
    *,
    cluster: Cluster,
    recommendations: Iterable[Recommendation],
    by: User,
    door: str = "",
    within: Operation | None = None,
) -> Operation:
    """Put these into the cluster; those in it already, or not this State's, are left and listed.

    `within`: an operation that this is a part of, and undone with.
    """
    require(by, Can.CLUSTER, cluster)
    locked = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if locked.archived_at:
        raise NotNow(_("This cluster is archived."), code="archived")
    chosen = _chosen(recommendations)
    inside = set(
        locked.memberships.filter(recommendation__in=[r.pk for r in chosen], part=None).values_list(
            "recommendation_id", flat=True
        )
    )
    new, skipped = [], []
    for recommendation in chosen:
        if recommendation.pk in inside:
            skipped.append({"what": str(recommendation), "why": _("In the cluster already.")})
        elif not recommendation.is_home:
            skipped.append({"what": str(recommendation), "why": _("Not addressed to this State.")})
        else:
            new.append(recommendation)
    label = ngettext(
        "Put %(count)s recommendation into “%(cluster)s”",
        "Put %(count)s recommendations into “%(cluster)s”",
        len(new),
    ) % {"count": len(new), "cluster": locked.name}
    operation = within or operations.begin(kind="cluster.add", label=label[:300], by=by)
    with history.recorded(by=by, action="cluster.add", door=door, operation=operation.pk):
        ClusterMembership.objects.bulk_create(
            [ClusterMembership(cluster=locked, recommendation=recommendation) for recommendation in new],
            batch_size=500,
        )
        registry.changed([recommendation.pk for recommendation in new])
    return operations.note(operation, size=len(new), skipped=skipped)


@transaction.atomic
def remove(
    *, cluster: Cluster, recommendations: Iterable[Recommendation], by: User, door: str = ""
) -> Operation:
    """Take these out of the cluster again."""
    require(by, Can.CLUSTER, cluster)
    keys = [recommendation.pk for recommendation in recommendations]
    inside = cluster.memberships.filter(recommendation__in=keys)
    touched = list(inside.values_list("recommendation_id", flat=True))
    label = ngettext(
        "Took %(count)s recommendation out of “%(cluster)s”",
        "Took %(count)s recommendations out of “%(cluster)s”",
        len(touched),
    ) % {"count": len(touched), "cluster": cluster.name}
    operation = operations.begin(kind="cluster.remove", label=label[:300], by=by)
    with history.recorded(by=by, action="cluster.remove", door=door, operation=operation.pk):
        inside.delete()
        registry.changed(touched)
    return operations.note(operation, size=len(touched), skipped=[])


@transaction.atomic
def move(
    *,
    recommendations: Iterable[Recommendation],
    to: Cluster | None,
    out_of: Cluster | None,
    by: User,
    door: str = "",
) -> Operation:
    """Out of one cluster and into another, as one operation; None is: in no cluster, or out of none.

    Raises Invalid where nothing would move.
    """
    require(by, Can.CLUSTER, to or out_of)
    if to == out_of:
        raise Invalid(_("It is there already."))
    keys = [recommendation.pk for recommendation in recommendations]
    label = _("Moved from “%(old)s” to “%(new)s”") % {
        "old": out_of.name if out_of else _("no cluster"),
        "new": to.name if to else _("no cluster"),
    }
    operation = operations.begin(kind=MOVE, label=label[:300], by=by)
    with history.recorded(by=by, action=MOVE, door=door, operation=operation.pk):
        if out_of:
            gone, _rows = out_of.memberships.filter(recommendation__in=keys, part=None).delete()
            operations.note(operation, size=0 if to else gone, skipped=[])
            registry.changed(keys)
        if to:
            add(
                cluster=to,
                recommendations=Recommendation.objects.filter(pk__in=keys),
                by=by,
                within=operation,
            )
    return operation


@transaction.atomic
def gather(
    *,
    recommendations: Iterable[Recommendation],
    by: User,
    cluster: Cluster | None = None,
    name: str = "",
    language: str = "en",
    door: str = "",
) -> Operation:
    """Put these into `cluster`, or into a new one of that name, made in the same operation."""
    require(by, Can.CLUSTER, cluster)
    if cluster:
        return add(cluster=cluster, recommendations=recommendations, by=by, door=door)
    if not name.strip():
        raise Invalid(_("Choose a cluster, or name a new one."), fields={"cluster": _("Choose or name one.")})
    label = _("New cluster “%(name)s”") % {"name": name.strip()}
    operation = operations.begin(kind="cluster.add", label=label[:300], by=by)
    with history.recorded(by=by, action="cluster.add", door=door, operation=operation.pk):
        made = create(code=_free_code(name), texts={language: {"name": name}}, by=by)
        return add(cluster=made, recommendations=recommendations, by=by, within=operation)


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Undo a filling or an emptying; what somebody touched since stays and is listed."""
    require(by, Can.CLUSTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(touched)
    return undone


def _free_code(name: str) -> str:
    """A short code made of the name, which no cluster has yet."""
    begun = slugify(name)[:50] or "cluster"
    taken = set(Cluster.objects.filter(code__startswith=begun).values_list("code", flat=True))
    return next(
        code
        for number in range(1, len(taken) + 3)
        if (code := begun if number == 1 else f"{begun}-{number}") not in taken
    )


def _chosen(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """In one query, with what naming them takes; each once."""
    keys = {recommendation.pk for recommendation in recommendations}
    return list(Recommendation.objects.filter(pk__in=keys).select_related("document").in_document_order())


def _write_texts(cluster: Cluster, texts: Texts) -> None:
    """Rows by language, written only where they differ."""
    named = {language: row for language, row in texts.items() if row.get("name", "").strip()}
    if not named:
        raise Invalid(_("A cluster needs a name in one language at least."), fields={"name": _("Name it.")})
    standing = {row.language: row for row in ClusterText.objects.filter(cluster=cluster)}
    for language, row in named.items():
        values: dict[str, Any] = {
            "name": row["name"].strip(),
            "desired_outcome": row.get("desired_outcome", "").strip(),
        }
        present = standing.get(language)
        if present is None:
            ClusterText.objects.create(cluster=cluster, language=language, **values)
        elif any(getattr(present, name) != value for name, value in values.items()):
            ClusterText.objects.filter(pk=present.pk).update(**values)
    emptied = [language for language in texts if language not in named and language in standing]
    ClusterText.objects.filter(cluster=cluster, language__in=emptied).delete()
