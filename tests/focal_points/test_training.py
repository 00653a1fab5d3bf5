"""The tour is recorded; the practice leaves no trace anywhere else."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied

from focal_points.models import PracticeUpdate, StatusUpdate, TrainingStep
from focal_points.services import practice, training
from nmrf.base.errors import NotNow
from nmrf.base.models import Notice
from tests.factories import TermFactory
from tests.taken import text_of

WHOLE = {
    "narrative": "A shelter with twelve places was opened in the north in May.",
    "status": "in_progress",
    "link": "https://law.example/shelters",
}


def test_steps_are_recorded_once_and_lead_to_the_next(client, owner):
    client.force_login(owner)

    assert client.post("/work/training/work/")["Location"] == "/work/training/answer/"
    client.post("/work/training/work/")

    assert TrainingStep.objects.get().step == "work"
    assert training.progress(owner).next == "answer"


def test_the_home_page_shows_the_tour_until_it_is_sent_away(client, owner, assignment):
    client.force_login(owner)
    assert "/work/training/answer/" in client.get("/work/mine/").content.decode()

    client.post("/work/training/dismiss/")
    assert "/work/training/answer/" not in client.get("/work/mine/").content.decode()


def test_the_practice_goes_the_whole_way_and_ends_the_tour(client, owner):
    client.force_login(owner)
    for step in ("work", "answer", "update", "evidence", "after"):
        training.finish(step=step, by=owner)
    client.post("/work/training/practice/", {"accept": "1"})
    client.post("/work/training/practice/", {"submit": "1", "narrative": "Done."})
    row = PracticeUpdate.objects.get()
    assert row.state == "returned"
    assert len(row.comment.split(". ")) >= 3  # says all that is missing
    assert not training.progress(owner).is_finished

    client.post("/work/training/practice/", {"submit": "1"} | WHOLE)
    assert PracticeUpdate.objects.get().state == "verified"
    assert training.progress(owner).is_finished


def test_contesting_is_practised_too(client, owner):
    client.force_login(owner)
    refused = client.post("/work/training/practice/", {"contest": "1", "reason": " "})
    assert refused.status_code == 422

    client.post("/work/training/practice/", {"contest": "1", "reason": "It is the provinces'."})

    row = PracticeUpdate.objects.get()
    assert (row.state, row.comment) == ("contested", "It is the provinces'.")
    assert "It is the provinces&#x27;." in client.get("/work/training/practice/").content.decode()
    client.post("/work/training/practice/", {"accept": "1"})
    row.refresh_from_db()
    assert (row.state, row.comment) == ("draft", "")


def test_what_is_verified_is_begun_again_and_not_changed(owner):
    practice.accept(by=owner)
    practice.submit(by=owner, **WHOLE)
    with pytest.raises(NotNow):
        practice.save(by=owner, **WHOLE)

    assert practice.restart(by=owner).narrative == ""


def test_practice_is_for_who_speaks_for_an_institution(secretariat, nobody):
    for person in (secretariat, nobody):
        with pytest.raises(PermissionDenied):
            practice.accept(by=person)


def test_practice_makes_no_update_no_notice_and_nothing_that_waits(client, owner, secretariat):
    practice.accept(by=owner)
    practice.submit(by=owner, **WHOLE)

    client.force_login(secretariat)
    for page in ("/work/desk/verify/", "/work/recommendations/?q=twelve+places", "/recommendations.csv"):
        answer = client.get(page)
        said = b"".join(answer) if answer.streaming else answer.content
        assert b"opened in the north" not in said
    assert (StatusUpdate.objects.count(), Notice.objects.count()) == (0, 0)


def test_the_practice_table_touches_no_other_and_is_read_by_nothing_else():
    """What cannot reach the figures is safer than what is filtered out of each of them."""
    relations = {
        field.related_model
        for field in PracticeUpdate._meta.get_fields()
        if field.is_relation and field.related_model
    }
    assert relations == {apps.get_model(settings.AUTH_USER_MODEL)}

    root = Path(settings.BASE_DIR)
    readers = {
        str(path.relative_to(root))
        for room in ("nmrf", "recommendations", "focal_points", "reporting")
        for path in (root / room).rglob("*.py")
        if "migrations" not in path.parts and re.search(r"\bPracticeUpdate\b", path.read_text())
    }
    assert readers == {
        "focal_points/models/__init__.py",
        "focal_points/models/training.py",
        "focal_points/services/practice.py",
        "focal_points/views/training.py",
    }


def test_the_secretariat_sees_and_takes_away_who_finished_what(client, secretariat, owner, validator):
    training.finish(step="work", by=owner)
    client.force_login(secretariat)

    page = client.get("/work/training/people/").content.decode()
    table = text_of(client.get("/work/training/people/list/csv/")).splitlines()

    assert "1 of 6" in page
    assert [line.split(",")[1] for line in table[1:]] == [owner.name, validator.name]


@pytest.mark.parametrize("people", [1, 12])
def test_the_list_costs_the_same_however_many(people, institution, django_assert_num_queries):
    for _n in range(people):
        training.finish(step="work", by=TermFactory(institution=institution).person)

    with django_assert_num_queries(3):
        assert len(training.people()) == people
