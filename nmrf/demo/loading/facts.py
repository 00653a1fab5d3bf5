"""What UHRI does not say: positions with their day, pledges, treaties with reservations, contradictions."""

from collections.abc import Mapping
from typing import Any

from nmrf.demo.loading import world
from nmrf.demo.loading.files import read
from recommendations.models import Document, FollowUpReport, Instrument, Mechanism, Recommendation
from recommendations.services import (
    contradictions,
    documents,
    entries,
    follow_up,
    mark_proposals,
    positions,
    ratifications,
    reference,
)


def rounds() -> list[dict[str, Any]]:
    """The reviews, the first first."""
    return list(read("positions")["rounds"])


def state_positions(row: Mapping[str, Any]) -> None:
    """The addendum of a review gives each position its day and its source; some come with remarks."""
    by = world.secretariat()
    asked = Recommendation.objects.home().filter(document__symbol=row["symbol"]).exclude(upr_position="")
    for position in positions.CHOICES:
        chosen = [one for one in asked if positions.chosen_position(one) == position]
        if chosen:
            positions.state_many(
                recommendations=chosen,
                position=position,
                stated_on=world.day(row["stated_on"]),
                source=row["source"],
                by=by,
                door="command",
            )
    for said in read("positions")["remarks"]:
        if said["symbol"] == row["symbol"]:
            _remark(row, said, by)


def _remark(row: Mapping[str, Any], said: Mapping[str, Any], by: Any) -> None:
    one = Recommendation.objects.get(
        document__symbol=said["symbol"], paragraph=said["paragraph"], annotation_id__isnull=False
    )
    positions.state(
        recommendation=one,
        position=positions.chosen_position(one),
        stated_on=world.day(row["stated_on"]),
        source=row["source"],
        remark=said["text"],
        by=by,
        door="command",
    )


def pledge(row: Mapping[str, Any]) -> None:
    """What the State promised of its own accord, and what it plans."""
    by = world.secretariat(1)
    body = row["mechanism"]
    mechanism = reference.add_mechanism(
        code=body["code"], kind=Mechanism.Kind.NATIONAL, names=body["names"], position=620
    )
    document = documents.add_document(
        mechanism=mechanism,
        kind=Document.Kind(row["kind"]),
        symbol=row["symbol"],
        title=row["title"],
        adopted_on=world.day(row["adopted_on"]),
        by=by,
        door="command",
    )
    entries.add_many(
        document=document,
        entries=[
            entries.Entry(
                text=one["text"],
                paragraph=one["paragraph"],
                kind=Recommendation.Kind.PLEDGE,
                due_on=world.day_or_none(one["due_on"]),
            )
            for one in row["pledges"]
        ],
        by=by,
        door="command",
    )


def bind(row: Mapping[str, Any]) -> None:
    """A treaty, and what was reserved to it."""
    by, treaty = world.secretariat(2), Instrument.objects.get(code=row["code"])
    ratifications.bind(
        instrument=treaty,
        signed_on=world.day_or_none(row.get("signed_on")),
        ratified_on=world.day_or_none(row.get("ratified_on")),
        by=by,
        door="command",
    )
    for said in row.get("reservations", []):
        ratifications.reserve(
            instrument=treaty,
            kind=said["kind"],
            articles=said["articles"],
            text=said["text"],
            made_on=world.day(said["made_on"]),
            withdrawn_on=world.day_or_none(said.get("withdrawn_on")),
            by=by,
            door="command",
        )


def send_report(row: Mapping[str, Any]) -> FollowUpReport | None:
    """The follow-up report that was sent on the marked paragraphs, where one was."""
    if not row["reply_received_on"]:
        return None
    marked = Recommendation.objects.filter(
        document__symbol=row["symbol"], paragraph__in=row["paragraphs"], is_followup=True
    )
    return follow_up.send_report(
        document=world.document(row["symbol"]),
        sent_on=world.day(row["reply_received_on"]),
        symbol=row["reply_document"],
        paragraphs=marked,
        by=world.secretariat(1),
        door="command",
    )


def contradict(row: Mapping[str, Any]) -> None:
    """Two that cannot both be done."""
    contradictions.decide(
        one=world.recommendation(row["one"]),
        other=world.recommendation(row["other"]),
        is_confirmed=True,
        note=row["note"],
        by=world.secretariat(),
        door="command",
    )


def propose() -> None:
    """What the rules find besides waits for a decision."""
    mark_proposals.propose()
