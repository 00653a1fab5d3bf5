"""Who does what: clusters, assignments, what institutions answered to them, views of the NHRI."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from focal_points.models import Assignment
from focal_points.services import answers, assigning, stakeholder_views
from nmrf.demo.loading import world
from nmrf.demo.loading.files import read
from recommendations.models import Cluster, Recommendation, Tag
from recommendations.services import clusters

LEAD, SUPPORTING = Assignment.Role.LEAD, Assignment.Role.SUPPORTING
ASSIGNED_ON = "2019-03-01"  # when the mechanism began to give out work
WAITING_SINCE = "2026-11-16"
CONTESTED_SINCE, CONTESTED_DUE = "2026-11-05", "2027-03-31"


@cache
def _left_alone() -> frozenset[str]:
    """Records that nobody has put anywhere yet: new, and waiting on the secretariat's desk."""
    return frozenset(each["annotation_id"] for each in read("assignments")["left_alone"])


def make_cluster(row: Mapping[str, Any]) -> None:
    """Make a cluster with its coordinator, and put in what its themes lead to and no earlier one took."""
    by = world.secretariat()
    languages = row["names"]
    made = clusters.create(
        code=row["code"],
        texts={
            language: {"name": name, "desired_outcome": row["desired_outcome"].get(language, "")}
            for language, name in languages.items()
        },
        by=by,
        door="command",
    )
    members = [
        each for each in _unclustered(row["theme_labels"]) if str(each.annotation_id) not in _left_alone()
    ]
    if members:
        clusters.add(cluster=made, recommendations=members, by=by, door="command")
    for role, code in [(LEAD, row["lead"]), *((SUPPORTING, each) for each in row["supporting"])]:
        made_of = assigning.assign(
            institution=world.institution(code),
            role=role,
            cluster=made,
            by=by,
            at=world.moment(ASSIGNED_ON),
            door="command",
        )
        answers.accept(
            assignment=made_of,
            version=made_of.version,
            by=world.speaks_for(code, WAITING_SINCE),
            door="command",
        )


def _unclustered(labels: list[str]) -> list[Recommendation]:
    themes = Tag.objects.filter(kind=Tag.Kind.THEME, names__name__in=labels)
    rows = Recommendation.objects.counted().filter(tags__tag__in=themes)
    return list(rows.exclude(memberships__isnull=False).distinct())


def assign(row: Mapping[str, Any]) -> None:
    """One recommendation or part: its lead and those that support, when its document had come out."""
    whole = world.recommendation(row["match"])
    part, by = world.part(row["match"], whole), world.secretariat(whole.pk)
    published = whole.published_on or whole.document.published_on
    at = world.moment(max(ASSIGNED_ON, f"{published:%Y-%m}-28"))
    for role, code in [(LEAD, row["lead"]), *((SUPPORTING, each) for each in row["supporting"])]:
        made = assigning.assign(
            institution=world.institution(code),
            role=role,
            recommendation=whole,
            part=part,
            due_on=world.day_or_none(row["due_on"]),
            by=by,
            at=at,
            door="command",
        )
        answers.accept(
            assignment=made,
            version=made.version,
            by=world.speaks_for(code, f"{at:%Y-%m-%d}"),
            at=at,
            door="command",
        )


def waiting() -> list[tuple[str, list[Mapping[str, Any]]]]:
    """What was given out lately, by whom it was given to; nobody has answered it yet."""
    given: dict[str, list[Mapping[str, Any]]] = {}
    for row in read("assignments")["waiting"]:
        given.setdefault(_lead_of(row), []).append(row)
    return sorted(given.items())


def _lead_of(row: Mapping[str, Any]) -> str:
    """Who coordinates the cluster in which it is."""
    cluster = Cluster.objects.get(memberships__recommendation=world.recommendation(row))
    return next(each["lead"] for each in read("clusters") if each["code"] == cluster.code)


def give_out(item: tuple[str, list[Mapping[str, Any]]]) -> None:
    """Give several to one institution at once, as an act that can be undone."""
    lead, rows = item
    assigning.assign_many(
        recommendations=[world.recommendation(row) for row in rows],
        lead=world.institution(lead),
        due_on=world.day(rows[0]["due_on"]),
        by=world.secretariat(1),
        at=world.moment(WAITING_SINCE),
        door="command",
    )


def contest(row: Mapping[str, Any]) -> None:
    """Give it to an institution that says it is another's; the secretariat has not decided yet."""
    made = assigning.assign(
        institution=world.institution(row["institution"]),
        role=LEAD,
        recommendation=world.recommendation(row),
        due_on=world.day(CONTESTED_DUE),
        by=world.secretariat(1),
        at=world.moment(CONTESTED_SINCE),
        door="command",
    )
    answers.contest(
        assignment=made,
        version=made.version,
        reason=row["reason"],
        proposed=world.institution(row["proposed"]),
        by=world.speaks_for(row["institution"], row["on"]),
        at=world.moment(row["on"]),
        door="command",
    )


def state_view(row: Mapping[str, Any]) -> None:
    """What the Human Rights Commission says of it."""
    whole = world.recommendation(row["match"])
    stakeholder_views.state(
        recommendation=whole,
        part=world.part(row["match"], whole),
        organisation=row["organisation"],
        status=row["status"],
        text=row["text"],
        reference=row["reference"],
        stated_on=world.day(row["stated_on"]),
        is_public=row["public"],
        by=world.user(next(each["email"] for each in read("people") if each["role"] == "nhri")),
        door="command",
    )
