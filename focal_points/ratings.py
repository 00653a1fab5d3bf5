"""Where the institution's, the verified and the NHRI's rating of one thing lie apart, the farthest first.

A thing is a recommendation, or each part of a divided one; what is said of the whole stands for its parts.
Apart is counted in steps: nothing, under way, partly, all in place. Whoever asks sees what they may see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from focal_points.models import Institution, Status
from focal_points.models.institution import reach
from focal_points.models.status import IN_PLACE
from recommendations.models import Part, Recommendation

_RANKS = " ".join(f"WHEN '{status}' THEN {place}" for status, place in IN_PLACE.items())


def _rank(column: str) -> str:
    return f"CASE {column} {_RANKS} END"


_SEEN = "(%(all)s OR u.is_public AND u.state = 'verified' OR a.institution_id = ANY(%(own)s::bigint[]))"
_STATEMENT = f"""
WITH verified AS (
    SELECT DISTINCT ON (s.recommendation_id, s.part_id) s.recommendation_id, s.part_id, s.status
    FROM focal_points_implementationstatus s
    LEFT JOIN focal_points_verification v ON v.id = s.verification_id
    LEFT JOIN focal_points_proposedstatus p ON p.id = v.proposal_id
    LEFT JOIN focal_points_statusupdate u ON u.id = p.update_id
    LEFT JOIN focal_points_assignment a ON a.id = u.assignment_id
    WHERE s.retracted_at IS NULL AND (u.id IS NULL OR {_SEEN})
    ORDER BY s.recommendation_id, s.part_id, s.effective_on DESC, s.recorded_at DESC, s.id DESC
),
said AS (
    SELECT DISTINCT ON (p.recommendation_id, p.part_id) p.recommendation_id, p.part_id, p.status,
           a.institution_id
    FROM focal_points_proposedstatus p
    JOIN focal_points_statusupdate u ON u.id = p.update_id
    JOIN focal_points_assignment a ON a.id = u.assignment_id
    WHERE u.state = ANY(%(states)s) AND u.submitted_at IS NOT NULL AND {_SEEN}
    ORDER BY p.recommendation_id, p.part_id, (a.role <> 'lead'), u.submitted_at DESC, p.id DESC
),
seen AS (
    SELECT DISTINCT ON (w.recommendation_id, w.part_id) w.recommendation_id, w.part_id, w.status
    FROM focal_points_stakeholderview w
    WHERE w.is_nhri AND (%(internal)s OR w.is_public)
    ORDER BY w.recommendation_id, w.part_id, w.stated_on DESC, w.recorded_at DESC, w.id DESC
),
unit AS (
    SELECT r.id AS recommendation_id, p.id AS part_id, d.symbol, r.paragraph_order, p.position
    FROM recommendations_recommendation r
    JOIN recommendations_document d ON d.id = r.document_id
    LEFT JOIN recommendations_part p ON p.recommendation_id = r.id AND p.removed_at IS NULL
    WHERE r.is_home AND r.withdrawn_on IS NULL AND r.replaced_by_id IS NULL
      AND (%(everywhere)s OR EXISTS (
          SELECT 1 FROM focal_points_assignment a WHERE a.recommendation_id = r.id
            AND a.state <> 'withdrawn' AND a.institution_id = ANY(%(own)s::bigint[])
            AND (a.part_id IS NULL OR p.id IS NULL OR a.part_id = p.id)))
),
rated AS (
    SELECT unit.*, coalesce(i.status, iw.status) AS said,
           coalesce(i.institution_id, iw.institution_id) AS who,
           v.status AS verified, coalesce(n.status, nw.status) AS viewed
    FROM unit
    LEFT JOIN said i ON i.recommendation_id = unit.recommendation_id
                    AND i.part_id IS NOT DISTINCT FROM unit.part_id
    LEFT JOIN said iw ON iw.recommendation_id = unit.recommendation_id AND iw.part_id IS NULL
    LEFT JOIN verified v ON v.recommendation_id = unit.recommendation_id
                        AND v.part_id IS NOT DISTINCT FROM unit.part_id
    LEFT JOIN seen n ON n.recommendation_id = unit.recommendation_id
                    AND n.part_id IS NOT DISTINCT FROM unit.part_id
    LEFT JOIN seen nw ON nw.recommendation_id = unit.recommendation_id AND nw.part_id IS NULL
),
measured AS (
    SELECT rated.*, greatest({_rank("said")}, {_rank("verified")}, {_rank("viewed")})
                  - least({_rank("said")}, {_rank("verified")}, {_rank("viewed")}) AS steps
    FROM rated
    WHERE NOT %(complete)s OR said IS NOT NULL AND verified IS NOT NULL AND viewed IS NOT NULL
)
SELECT recommendation_id, part_id, who, said, verified, viewed, steps, count(*) OVER () FROM measured
WHERE steps > 0
ORDER BY steps DESC, symbol, paragraph_order, recommendation_id, position
LIMIT %(size)s OFFSET %(start)s
"""  # noqa: S608 (built from our own constants; every value is a parameter)


@dataclass(frozen=True)
class Rated:
    """One thing and what each says of it; an empty status is nothing said."""

    recommendation: Recommendation
    part: Part | None
    institution: Institution | None
    said: str
    verified: str
    viewed: str
    steps: int

    @property
    def name(self) -> str:
        """A few words, with the letter of the part."""
        return f"{self.recommendation.name} {self.part.label}" if self.part else self.recommendation.name

    @property
    def words(self) -> tuple[str, str, str]:
        """What institution, secretariat and NHRI say, in words."""
        return tuple(str(Status(one).label) if one else "" for one in (self.said, self.verified, self.viewed))  # type: ignore[return-value]


def public(*, size: int | None = None, start: int = 0) -> tuple[list[Rated], int]:
    """Where all three are public; and how many there are in all."""
    return _read(_asked("public", set()), size, start)


def of(person: Any, *, size: int | None = None, start: int = 0) -> tuple[list[Rated], int]:
    """The house sees everything, an institution its own, the NHRI what is public and its own views."""
    if person.is_house:
        return _read(_asked("house", set()), size, start)
    if person.role == "nhri":
        return _read(_asked("nhri", set()), size, start)
    return _read(_asked("institution", reach(person)), size, start)


def _asked(who: str, own: Collection[int]) -> dict[str, Any]:
    states = ["verified"] if who in {"public", "nhri"} else ["submitted", "second", "returned", "verified"]
    return {
        "all": who == "house",
        "everywhere": who != "institution",
        "internal": who != "public",
        "complete": who == "public",
        "own": list(own),
        "states": states,
    }


def _read(asked: dict[str, Any], size: int | None, start: int) -> tuple[list[Rated], int]:
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, asked | {"size": size, "start": start})
        rows = cursor.fetchall()
    recommendations = Recommendation.objects.for_list().in_bulk({row[0] for row in rows})
    parts = Part.objects.in_bulk({row[1] for row in rows if row[1]})
    institutions = Institution.objects.for_list().in_bulk({row[2] for row in rows if row[2]})
    found = [
        Rated(
            recommendations[recommendation],
            parts.get(part),
            institutions.get(who),
            said or "",
            verified or "",
            viewed or "",
            steps,
        )
        for recommendation, part, who, said, verified, viewed, steps, _total in rows
    ]
    return found, rows[0][-1] if rows else 0
