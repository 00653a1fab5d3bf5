"""`demo_data` fills an empty database, goes on where it was stopped, and refuses what is not for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from focal_points.models import Assignment, Contest, Institution, StatusUpdate, Term
from focal_points.services import search_table
from nmrf.base.models import Notice, User
from nmrf.demo.loading import progress
from nmrf.demo.loading.files import read
from nmrf.demo.models import Step
from recommendations.models import Recommendation, RecommendationText
from tests.factories import UserFactory


def fill() -> int:
    """Run the command; its exit code."""
    try:
        call_command("demo_data")
    except SystemExit as end:
        return int(str(end.code))
    return 0


@pytest.mark.django_db
def test_it_refuses_a_database_that_others_filled(capsys: Any):
    UserFactory()
    assert fill() == 2
    assert "not empty" in capsys.readouterr().err
    assert not Step.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["DEMO", "PRODUCTION"])
def test_it_refuses_production(name: str, settings: Any, capsys: Any):
    setattr(settings, name, name == "PRODUCTION")
    assert fill() == 2
    assert "production" in capsys.readouterr().err
    assert not User.objects.exists()


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.mark.django_db(transaction=True)
def test_it_fills_goes_on_where_it_was_stopped_and_then_changes_nothing(
    tmp_path: Path, settings: Any, monkeypatch: Any
):
    settings.VAR = tmp_path
    tell, told = progress.tell, []

    def stops_once(item: Any) -> None:
        told.append(item)
        if len(told) == 20:
            raise Stopped
        tell(item)

    monkeypatch.setattr(progress, "tell", stops_once)
    with pytest.raises(Stopped):
        fill()
    assert Step.objects.get(name="updates").done == 19

    assert fill() == 0
    _the_state_is_there(tmp_path)

    before = _counts()
    assert fill() == 0
    assert _counts() == before


def _counts() -> dict[str, int]:
    models = (Recommendation, RecommendationText, Institution, User, Term, Assignment, StatusUpdate, Notice)
    return {model.__name__: model.objects.count() for model in models}


def _the_state_is_there(var: Path) -> None:
    people = json.loads((var / "demo-users.json").read_text())["users"]
    assert {each["role"] for each in people} >= {
        "secretariat",
        "administrator",
        "focal point",
        "alternate",
        "validator",
        "statistician",
        "nhri",
    }
    assert all(User.objects.get(email=each["email"]).check_password(each["password"]) for each in people)
    assert Institution.objects.count() == len(read("institutions"))
    assert Recommendation.objects.counted().count() >= 240
    assert StatusUpdate.objects.count() == sum(len(row["match"]) for row in read("updates"))
    states = set(StatusUpdate.objects.values_list("state", flat=True))
    assert states == set(StatusUpdate.State.values) - {"withdrawn", "corrected", "recalled"}
    assert Contest.objects.filter(is_upheld=None).count() == len(read("assignments")["contested"])
    assert Assignment.objects.filter(state=Assignment.State.ASSIGNED).exists()
    assert Term.objects.exclude(ends_on=None).exists()
    assert search_table.drift() == 0
