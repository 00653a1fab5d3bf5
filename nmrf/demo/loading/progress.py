"""What institutions say they did, and what became of it: each from its draft to where it stands today."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.core.files.base import ContentFile

from focal_points.models import StatusUpdate
from focal_points.services import evidence, status_updates, verification
from focal_points.services.status_updates import ProposalFields, UpdateFields
from nmrf.base.models import User
from nmrf.demo.loading import world
from nmrf.demo.loading.evidence import Paper, make
from nmrf.demo.loading.files import read
from nmrf.demo.loading.world import Match

Row = Mapping[str, Any]
State = StatusUpdate.State
NOT_SENT = "2026-11-18"  # drafts are of last week


def updates() -> list[tuple[int, Row, Match]]:
    """Every account with each recommendation it stands for; what several ask for alike is told once."""
    return [(number, row, match) for number, row in enumerate(read("updates")) for match in row["match"]]


def tell(item: tuple[int, Row, Match]) -> None:
    """Write one account on one recommendation, and carry it as far as its fate says."""
    number, row, match = item
    on = row["submitted_on"] or NOT_SENT
    by = world.speaks_for(row["institution"], on, turn=number)
    assignment = world.assignment(match, row["institution"])
    at = world.moment(on)
    if row["fate"] == "nothing_new":
        status_updates.nothing_new(
            assignment=assignment, by=by, period_to=world.day(row["period_to"]), at=at, door="command"
        )
        return
    update = status_updates.start(assignment=assignment, by=by, at=at, door="command")
    _attach(update, row, by)
    update = status_updates.save(
        update=update, version=update.version, by=by, fields=_fields(update, row), door="command"
    )
    if row["fate"] == "draft":
        return
    update = status_updates.submit(update=update, version=update.version, by=by, at=at, door="command")
    if row["fate"] == "awaiting_validation":
        return
    if update.state == State.VALIDATION:
        update = _sign(update, row, on)
    _decide(update, row, number)


def _fields(update: StatusUpdate, row: Row) -> UpdateFields:
    assignment = update.assignment
    if assignment.recommendation is None:
        raise ValueError("The demonstration's updates are on recommendations, not on whole clusters.")
    proposal = ProposalFields(
        recommendation=assignment.recommendation,
        part=assignment.part,
        status=row["proposed_status"],
        effective_on=world.day_or_none(row["effective_on"]),
        next_review_on=world.day_or_none(row["review_on"]),
        explanation=row["explanation"],
    )
    return UpdateFields(
        language=row["language"],
        period_from=world.day_or_none(row["period_from"]),
        period_to=world.day(row["period_to"]),
        narrative=row["narrative"],
        is_public=row["public"],
        obstacles=tuple(row["obstacles"]),
        needs=tuple(row["needs"]),
        next_step=row["next_steps"],
        next_step_on=world.day_or_none(row["next_step_by"]),
        proposals=(proposal,),
    )


def _attach(update: StatusUpdate, row: Row, by: User) -> None:
    for piece in row["evidence"]:
        common = {"update": update, "title": piece["title"], "is_public": piece["public"], "by": by}
        if piece["kind"] == "link":
            evidence.add_link(link=piece["url"], door="command", **common)
            continue
        paper = Paper(
            title=piece["title"],
            institution=update.assignment.institution.name_in(row["language"]),
            date=row["period_to"],
            paragraphs=(row["narrative"],),
            columns=tuple(piece.get("columns", ())),
            rows=tuple(tuple(cells) for cells in piece.get("rows", ())),
            language=row["language"],
        )
        content = ContentFile(_made(piece["filename"], paper), name=piece["filename"])
        evidence.add_file(upload=content, door="command", **common)


@lru_cache(maxsize=20)
def _made(filename: str, paper: Paper) -> bytes:
    """One account may stand for several recommendations; its files are made once."""
    return make(filename, paper)


def _sign(update: StatusUpdate, row: Row, on: str) -> StatusUpdate:
    """The institution's validator, or the one of the ministry above."""
    codes = [row["institution"]]
    parent = next(each["parent"] for each in read("institutions") if each["code"] == codes[0])
    people = [
        each
        for code in [*codes, parent]
        for each in read("people")
        if each["institution"] == code and each["role"] == "validator"
    ]
    return status_updates.sign(
        update=update,
        version=update.version,
        by=world.user(people[0]["email"]),
        at=world.moment(on),
        door="command",
    )


def _decide(update: StatusUpdate, row: Row, number: int) -> None:
    """Verified, perhaps otherwise than proposed; sent back; left for a second person; or still waiting."""
    if row["fate"] == "submitted":
        return
    by = world.secretariat(number)
    if row["fate"] == "returned":
        verification.return_with_comment(
            update=update,
            version=update.version,
            comment=row["comment"],
            by=by,
            at=world.moment(_after(row["submitted_on"])),
            door="command",
        )
        return
    for piece in update.evidence.all()[: number % 2]:
        verification.mark_evidence(evidence=piece, holds=True, by=by, door="command")
    proposal = update.proposals.get()
    decision = verification.Decision(
        proposal=proposal,
        status=row["verified_status"] or row["proposed_status"],
        effective_on=proposal.effective_on,
        trend=row["trend"] or "none",
        reason=row["verified_reason"],
        next_review_on=proposal.next_review_on,
    )
    at = world.moment(row["verified_on"])
    update = verification.verify(
        update=update, version=update.version, by=by, decisions=[decision], at=at, door="command"
    )
    if update.state == State.SECOND and row["fate"] == "verified":
        verification.approve(update=update, by=world.secretariat(number + 1), at=at, door="command")


def _after(on: str) -> str:
    """Ten days later, as the secretariat reads."""
    return min(date.fromisoformat(on) + timedelta(days=10), date(2026, 11, 20)).isoformat()
