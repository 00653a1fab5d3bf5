"""Divided recommendations in recurring requests: the part that asks is noted, shown, taken back by undo."""

from typing import Any

import pytest
from django.urls import reverse

from focal_points import ask_page, undoing
from focal_points.services import search_table
from recommendations.models import Ask, AskMember, Part, Recommendation
from recommendations.services import asks
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db

NPM = "Ratify the Optional Protocol to the Convention against Torture"
WELLS = "(a) Build wells in every village of the northern islands;"
PROTOCOL = "(b) Accede to the Optional Protocol to the Convention against Torture without delay;"


def divided(*pieces: str) -> tuple[Recommendation, list[Part]]:
    """A recommendation of these pieces, each a part."""
    text = "\n".join(pieces)
    row = RecommendationFactory(text=text)
    parts = []
    for place, piece in enumerate(pieces):
        starts = text.index(piece)
        label = piece.split(" ", 1)[0]
        parts.append(
            Part.objects.create(
                recommendation=row,
                label=label,
                position=place,
                starts=starts,
                ends=starts + len(piece),
                quoted=piece,
            )
        )
    return row, parts


def parts_of(ask: Ask) -> dict[Any, Any]:
    return dict(ask.members.values_list("recommendation", "part"))


def test_the_part_that_makes_the_request_is_noted_and_goes_with_undo(secretariat):
    whole = RecommendationFactory(text=NPM)
    row, (_wells, protocol) = divided(WELLS, PROTOCOL)

    operation = asks.join(recommendations=[whole, row], by=secretariat)

    assert parts_of(Ask.objects.get()) == {whole.pk: None, row.pk: protocol.pk}
    undoing.undo(operation=operation, by=secretariat)
    assert not AskMember.objects.exists()


def test_where_no_part_stands_out_the_whole_makes_it(secretariat):
    whole = RecommendationFactory(text=NPM)
    row, _parts = divided("(a) Train judges of the northern islands;", "(b) Plant trees along the rivers;")

    asks.join(recommendations=[whole, row], by=secretariat)

    assert set(parts_of(Ask.objects.get()).values()) == {None}


def test_pages_say_which_part_asks_while_it_stands(secretariat, client):
    whole = RecommendationFactory(text=NPM)
    row, (_wells, protocol) = divided(WELLS, PROTOCOL)
    asks.join(recommendations=[whole, row], by=secretariat)
    ask = Ask.objects.get()
    search_table.refresh()

    client.force_login(secretariat)
    for address in (reverse("asks:detail", args=[ask.public_id]), ask.get_absolute_url()):
        assert "in part (b)" in client.get(address).content.decode()

    Part.objects.filter(pk=protocol.pk).update(removed_at="2026-01-01T00:00Z")
    assert {line.part for line in ask_page.confirmed(ask, [whole.pk, row.pk]).lines} == {""}
