"""Fills a database for journeys: a part of the demonstration, by its own steps, and work that waits.

Run as a script on an empty database. Prints, as its last line, what journeys need to find their way.
"""

import json
import sys
from dataclasses import replace
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (the settings come first)
from django.utils import timezone  # noqa: E402

from focal_points.models import Assignment  # noqa: E402
from focal_points.services import answers, assigning  # noqa: E402
from nmrf.demo.loading import people, plan, steps, world  # noqa: E402
from nmrf.demo.loading.files import export, read  # noqa: E402
from recommendations.models import Recommendation  # noqa: E402
from recommendations.services import clusters  # noqa: E402

DOCUMENT = "CEDAW/C/XAA/CO/6"  # what the report is drafted on
LEFT_OUT = {"clusters", "plain", "follow-up", "waiting", "views", "report", "report-draft", "turnover"}
LEFT_OUT |= {"national", "sign-ins", "notices", "reminders", "reminder-rules", "talk"}
# For each journey its own recommendation, so that none walks over another's feet; True: accepted already.
GIVEN = {
    "whole line": ("MFG", False),
    "sent back": ("MOL", True),
    "two tabs": ("MFG", True),
    "keyboard": ("MOL", True),
    "phone": ("MFG", True),
    "arabic": ("LAB", True),
    "quick": ("MOL", True),
    "lost line": ("MFG", True),
    "several files": ("MFG", True),
    "by link": ("MOL", True),
    "by link, on a phone": ("MFG", True),
}


def chosen_steps() -> list[steps.Step]:
    """Of the demonstration's steps those that journeys need, and of their items one document's."""
    units = [row for row in read("assignments")["units"] if row["match"].get("symbol") == DOCUMENT]
    known = {json.dumps(row["match"], sort_keys=True) for row in units}
    told = [item for item in _updates() if json.dumps(item[2], sort_keys=True) in known]
    fewer: dict[str, Any] = {
        "import": lambda: [export()],
        "assignments": lambda: units,
        "updates": lambda: told,
    }
    fewer["parts"] = lambda: [row for row in read("parts") if row["symbol"] == DOCUMENT]
    found = [one for one in plan.steps() if one.name not in LEFT_OUT]
    return [replace(one, items=fewer.get(one.name, one.items)) for one in found]


def _updates() -> list[Any]:
    return next(one for one in plan.steps() if one.name == "updates").items()


def give_out() -> dict[str, dict[str, str]]:
    """One assignment for each journey; their addresses."""
    free = Recommendation.objects.counted().filter(assignments=None, document__mechanism__code="UPR")
    given = {}
    for (journey, (code, is_accepted)), whole in zip(GIVEN.items(), free.order_by("pk"), strict=False):
        made = assigning.assign(
            institution=world.institution(code),
            role=Assignment.Role.LEAD,
            recommendation=whole,
            due_on=timezone.localdate().replace(month=12, day=31),
            by=world.secretariat(),
        )
        if is_accepted:
            speaker = world.speaks_for(code, f"{timezone.localdate()}")
            answers.accept(assignment=made, version=made.version, by=speaker)
        given[journey] = {"assignment": made.get_absolute_url(), "public": whole.get_absolute_url()}
    return given


def make_clusters() -> None:
    """Two for the board, with a few recommendations that no journey is about in the first."""
    some = Recommendation.objects.counted().filter(assignments=None).order_by("-pk")[:3]
    for code, name in (("water", "Safe water"), ("housing", "Decent housing")):
        texts = {"en": {"name": name, "desired_outcome": ""}}
        made = clusters.create(code=code, texts=texts, by=world.secretariat())
        if code == "water":
            clusters.add(cluster=made, recommendations=some, by=world.secretariat())


def let_in(code: str) -> str:
    """An e-mail with which somebody of this institution signs in."""
    person = world.speaks_for(code, f"{timezone.localdate()}")
    person.set_password(people.PASSWORD)
    person.save()
    return person.email


def main() -> None:
    """Make the tables, fill them, and say where things are."""
    call_command("migrate", verbosity=0)
    steps.run_all(chosen_steps(), lambda line: print(line, file=sys.stderr))
    make_clusters()
    told = {
        "given": give_out(),
        "people": {**people.SIGN_INS, "labour": let_in("MOL")},
        "password": people.PASSWORD,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
