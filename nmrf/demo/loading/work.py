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
ASSIGNED_ON = "2019-01-15"  # when the mechanism began to give out work
WAITING_SINCE = "2026-11-16"


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


def waiting() -> list[dict[str, Any]]:
    """What was given out lately and nobody has answered yet, with what is contested."""
    given = read("assignments")
    return [*given["waiting"], *given["contested"]]


def give_out(row: Mapping[str, Any]) -> None:
    """Give it to the lead of its cluster, or to whom the file says, a few days ago; some contest it."""
    whole, by = world.recommendation(row), world.secretariat(1)
    cluster = Cluster.objects.filter(memberships__recommendation=whole).get()
    lead = row.get("institution") or next(
        each["lead"] for each in read("clusters") if each["code"] == cluster.code
    )
    made = assigning.assign(
        institution=world.institution(lead),
        role=LEAD,
        recommendation=whole,
        due_on=world.day_or_none(row.get("due_on", "2027-03-31")),
        by=by,
        at=world.moment("2026-11-05" if "reason" in row else WAITING_SINCE),
        door="command",
    )
    if "reason" in row:
        answers.contest(
            assignment=made,
            version=made.version,
            reason=row["reason"],
            proposed=world.institution(row["proposed"]),
            by=world.speaks_for(lead, row["on"]),
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
