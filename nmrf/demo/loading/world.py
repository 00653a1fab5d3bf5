"""Finds what an earlier step made: people, institutions, recommendations, parts, assignments."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.utils import timezone

from focal_points.models import Assignment, Institution
from nmrf.base.models import User
from nmrf.demo.loading.files import read
from recommendations.models import Document, Part, Recommendation

Match = Mapping[str, str]
WORKING_HOUR = time(10, 30)


def day(text: str) -> date:
    """A date of the data files."""
    return date.fromisoformat(text)


def day_or_none(text: str | None) -> date | None:
    """As `day`, where the files may say nothing."""
    return day(text) if text else None


def moment(text: str) -> datetime:
    """The morning of that day, in the country's time zone."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(text), WORKING_HOUR))


@cache
def user(email: str) -> User:
    """The person with this address; what they may do is read once and kept with them."""
    return User.objects.get(email=email)


def forget() -> None:
    """Let go of what was found in another database."""
    user.cache_clear()
    institution.cache_clear()


def secretariat(nth: int = 0) -> User:
    """Somebody of the secretariat; the numbers go round."""
    people = [each["email"] for each in read("people") if each["role"] == "secretariat"]
    return user(people[nth % len(people)])


def administrator() -> User:
    """The administrator."""
    return user(next(each["email"] for each in read("people") if each["role"] == "administrator"))


@cache
def institution(code: str) -> Institution:
    """By its code in the data files."""
    return Institution.objects.get(code=code.lower())


def recommendation(match: Match) -> Recommendation:
    """By UHRI's id; what UHRI does not have, by symbol and paragraph."""
    rows = Recommendation.objects.select_related("document__mechanism")
    if "annotation_id" in match:
        return rows.get(annotation_id=match["annotation_id"])
    return rows.get(document__symbol=match["symbol"], paragraph=match["paragraph"], annotation_id=None)


def part(match: Match, whole: Recommendation) -> Part | None:
    """The part that the match names, if it names one."""
    label = match.get("part")
    return Part.objects.get(recommendation=whole, label=label, removed_at=None) if label else None


def document(symbol: str) -> Document:
    """By its symbol."""
    return Document.objects.get(symbol=symbol)


def assignment(match: Match, code: str) -> Assignment:
    """What this institution answers for in that recommendation or part."""
    rows = Assignment.objects.current().select_related(
        "institution", "recommendation__document__mechanism", "part", "assigned_by"
    )
    if "annotation_id" in match:
        rows = rows.filter(recommendation__annotation_id=match["annotation_id"])
    else:
        rows = rows.filter(
            recommendation__document__symbol=match["symbol"], recommendation__paragraph=match["paragraph"]
        )
    rows = rows.filter(part__label=match["part"]) if "part" in match else rows.filter(part=None)
    return rows.get(institution=institution(code))


def speaks_for(code: str, on: str, *, turn: int = 0) -> User:
    """Who wrote for the institution then: every third time the alternate; before anybody, the first."""
    people = [each for each in read("people") if each["institution"] == code]
    main = [each for each in people if each["role"] == "focal_point"]
    alternates = [each for each in people if each["role"] == "alternate" and _serves(each, on)]
    serving = [each for each in main if _serves(each, on)]
    if alternates and (not serving or turn % 3 == 2):
        return user(alternates[0]["email"])
    return user((serving or sorted(main, key=lambda each: each["starts_on"]))[0]["email"])


def _serves(person: Mapping[str, Any], on: str) -> bool:
    return person["starts_on"] <= on and (person["ends_on"] is None or on <= person["ends_on"])
