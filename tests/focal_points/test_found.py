"""Counts under the other filters: what page and interface say is what counting one by one gives."""

import random
from collections import Counter
from datetime import date, timedelta
from itertools import zip_longest

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focal_points import facet_values
from focal_points.filters import FILTERS, FLAGS, is_old
from focal_points.found import COUNTED, find
from focal_points.labels import labels
from focal_points.models import NationalNeed, SearchRow, Status
from focal_points.search import Search
from focal_points.services import search_table
from recommendations.models import Recommendation, RecommendationTag, Tag, TagName
from tests.factories import DocumentFactory, MechanismFactory, RecommendationFactory

WORDS = ("shelters", "schools", "prisons", "courts")
ADDRESSES = (
    "",
    "q=shelters",
    "q=shelters+OR+schools&theme=theme-1",
    "theme=theme-0&theme=theme-2",
    "theme=theme-1&year=2021",
    "q=prisons&theme=theme-1&mechanism=body-0&status=implemented",
    "status=implemented&position=noted&persons=persons-1",
    "unassigned=1&stale=1",
    "q=courts&stale=1&theme=theme-2",
    "q=shelters&year=2099",
    "sort=verified&theme=theme-0",
    "q=schools&sort=document",
    "state=all&q=shelters&sdg=sdg-1",
    "kind=all&theme=theme-1",
)


@pytest.fixture
def many(db):
    """Sixty recommendations that differ at random, the same at every run."""
    chance = random.Random(4)
    tags = {kind: [_tag(kind, n) for n in range(3)] for kind in ("theme", "persons", "sdg")}
    bodies = [MechanismFactory(code=f"body-{n}") for n in range(3)]
    documents = [
        DocumentFactory(mechanism=body, published_on=date(2020 + n, 1, 1), cycle=n or None)
        for body in bodies
        for n in range(3)
    ]
    for n in range(60):
        one = RecommendationFactory(
            document=chance.choice(documents),
            paragraph=str(n + 1),
            upr_position=chance.choice(("", "supported", "noted")),
            kind=chance.choice(("recommendation", "recommendation", "observation")),
            text=" ".join(chance.sample(WORDS, 2)),
        )
        for known in tags.values():
            for tag in chance.sample(known, chance.randrange(3)):
                RecommendationTag.objects.create(recommendation=one, tag=tag)
    search_table.refresh(None)
    for row in SearchRow.objects.all():
        row.status = chance.choice((Status.IMPLEMENTED, Status.IN_PROGRESS, Status.NOT_ASSESSED))
        row.verified_on = timezone.localdate() - timedelta(days=chance.choice((10, 400)))
        row.save()


def _tag(kind, n):
    tag = Tag.objects.create(kind=kind, code=f"{kind}-{n}")
    TagName.objects.create(tag=tag, language="en", name=f"The {kind} {n}")
    return tag


def one_by_one(search):
    """Every facet counted row by row, in Python."""
    held = {name: {choice.held for choice in found} for name, found in search.chosen_values.items()}
    is_on = {
        "stale": lambda row: is_old(row.status, row.verified_on),
        "unassigned": lambda row: row.lead is None,
    }
    counts = {}
    for name in (*COUNTED, *FLAGS):
        others = [other for other in held if other != name]
        flags = [flag for flag in search.flags if flag != name]
        rows = [
            row
            for row in search.base()
            if all(set(values(row, other)) & held[other] for other in others)
            and all(is_on[flag](row) for flag in flags)
        ]
        if name in FLAGS:
            counts[name] = {"true": sum(is_on[name](row) for row in rows)}
        else:
            counts[name] = {
                str(value): n for value, n in Counter(v for r in rows for v in values(r, name)).items()
            }
    return counts


def values(row, name):
    value = getattr(row, FILTERS[name].column)
    if FILTERS[name].is_array:
        return value
    return [] if value in (None, "") else [value]


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_and_interface_count_as_one_by_one(address, many, client):
    search = Search.from_query(QueryDict(address))
    wanted = one_by_one(search)

    found = find(search, size=20)
    page = client.get(f"/recommendations/?{address}")
    answer = client.get(f"/api/v1/recommendations/?{address}&facets=1").json()

    if not search.is_home:
        wanted = {name: counts for name, counts in wanted.items() if name not in FLAGS}
    told = {name: {k: n for k, n in found.counts.get(name, {}).items() if n} for name in wanted}
    assert told == {name: {k: n for k, n in counts.items() if n} for name, counts in wanted.items()}
    assert found.total == search.count() == page.context["total"] == answer["count"]
    assert found.keys == [row.pk for row in search.rows()[:20]]
    assert [str(hit.recommendation.public_id) for hit in page.context["hits"]] == [
        row["id"] for row in answer["results"][:20]
    ]
    shown = {
        one.name: [
            (o.value, o.count) for f in page.context["facets"] for o in f.options if o.name == one.name
        ]
        for facet in page.context["facets"]
        for one in facet.options
    }
    assert shown == {
        name: [(one["code"], one["count"]) for one in options] for name, options in answer["facets"].items()
    }


def test_every_page_is_there_once_and_a_page_too_far_becomes_the_last(many, client):
    keys = [
        hit.row.pk
        for number in (1, 2, 3)
        for hit in client.get(f"/recommendations/?kind=all&page={number}").context["hits"]
    ]

    assert len(set(keys)) == len(keys) == 60
    last = client.get("/recommendations/?kind=all&page=99").context
    assert [hit.row.pk for hit in last["hits"]] == keys[40:]


def test_search_costs_the_same_however_much_it_finds(many, client):
    costs = []
    for address in ("q=shelters&theme=theme-1", "q=shelters+OR+schools+OR+prisons&theme=theme-1"):
        client.get(f"/recommendations/?{address}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/recommendations/?{address}")
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 11


def test_the_best_come_first(db):
    for n in range(3):
        RecommendationFactory(text="Schools. " + "Shelters. " * n, paragraph=str(n))
    search_table.refresh(None)
    rows = list(Search.from_query(QueryDict("q=shelters")).rows())

    assert [row.recommendation.paragraph for row in rows] == ["2", "1"]


def test_a_name_falls_back_to_english_then_to_any_then_to_the_code(db):
    tags = [Tag.objects.create(kind="theme", code=f"t{n}") for n in range(3)]
    TagName.objects.create(tag=tags[0], language="en", name="Water")
    TagName.objects.create(tag=tags[0], language="fr", name="Eau", is_alias=True)
    TagName.objects.create(tag=tags[1], language="sw", name="Maji")

    found = labels({"tag": [tag.pk for tag in tags]})

    assert [found["tag", tag.pk].name for tag in tags] == ["Water", "Maji", "t2"]


def test_a_misspelt_word_leads_to_what_was_meant_where_that_finds_something(client, db):
    _named = {"right": "Trafficking in persons", "other": "Education"}
    for code, name in _named.items():
        TagName.objects.create(tag=Tag.objects.create(kind="theme", code=code), language="en", name=name)
    RecommendationFactory(text="Prevent trafficking of children.")
    search_table.refresh(None)

    page = client.get("/recommendations/?q=traficking+children")
    assert page.context["meant"].q == "trafficking children"
    assert 'q=trafficking+children">trafficking children</a>' in page.content.decode()
    assert client.get("/recommendations/?q=eduction").context["meant"] is None
    assert client.get("/recommendations/?q=trafficking").context["meant"] is None


def test_every_word_that_is_counted_has_a_number_that_reads_back_as_it():
    known = {"status": Status.values, "need": NationalNeed.Kind.values}
    known["position"] = [value for value in Recommendation.Position.values if value]
    assert {name: sorted(words) for name, words in facet_values.KEYS.items()} == {
        name: sorted(words) for name, words in known.items()
    }
    assert set(facet_values.PLACES) == set(COUNTED)
    assert tuple(FILTERS[name].column for name in facet_values.PLACES) == facet_values.COLUMNS


@pytest.mark.django_db
def test_the_database_numbers_facets_as_they_are_read():
    for status, position in zip_longest(Status.values, ("supported", "noted", "pending"), fillvalue=""):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT search_facets(%s, 7, '{1}', '{2}', '{3,4}', '{5}', '{6}', '{8}', '{law,budget}', %s,"
                " 2021::smallint, NULL)",
                [status, position],
            )
            (numbers,) = cursor.fetchone()
        assert [facet_values.number(*facet_values.read(one)) for one in numbers] == numbers
        assert sorted(map(facet_values.read, numbers)) == sorted(
            [
                *(("status", status), ("mechanism", "7"), ("institution", "1"), ("cluster", "2")),
                *(("theme", "3"), ("theme", "4"), ("persons", "5"), ("sdg", "6"), ("right", "8")),
                *(("need", "law"), ("need", "budget"), ("year", "2021")),
                *([("position", position)] if position else []),
            ]
        )
