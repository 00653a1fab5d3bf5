"""Who works there: the house, institutions, people and their terms."""

from collections.abc import Mapping
from typing import Any

from focal_points.models import Term
from focal_points.services import institutions, terms
from nmrf.base.models import User
from nmrf.base.services import people
from nmrf.demo.loading import world
from nmrf.demo.loading.files import read

PASSWORD = "Halvora-2026"  # noqa: S105 (printed for whoever tries the demonstration)
HOUSE = ("administrator", "secretariat", "stakeholder", "nhri")
# Role as people read it, and the address: one sign-in for each.
SIGN_INS = {
    "secretariat": "liesl.voss@nmirf.halvora.example",
    "second secretariat": "adrien.maurel@nmirf.halvora.example",
    "administrator": "tomas.reinholt@nmirf.halvora.example",
    "focal point": "elena.marchetti@family.halvora.example",
    "alternate": "samuel.okoro-lund@family.halvora.example",
    "validator": "dorian.ardel@family.halvora.example",
    "statistician": "iris.fontane@statistics.halvora.example",
    "province": "melchior.daan@lowertessen.halvora.example",
    "ministry above the province": "isolde.marrack@regions.halvora.example",
    "focal point (French)": "florence.amadour@education.halvora.example",
    "focal point (Arabic)": "alia.mansour@legalaid.halvora.example",
    "stakeholder": "mila.korten@shelters-network.example",
    "nhri": "nadine.sorrel@hrc.halvora.example",
}


def of_the_house() -> list[dict[str, Any]]:
    """Administrator first: that one invites the others."""
    return sorted((each for each in read("people") if each["role"] in HOUSE), key=_house_order)


def _house_order(person: Mapping[str, Any]) -> int:
    return HOUSE.index(person["role"])


def welcome(person: Mapping[str, Any]) -> None:
    """Make somebody of the house, or a stakeholder."""
    if person["role"] == "administrator":
        User.objects.create_superuser(
            person["email"], PASSWORD, name=person["name"], language=person["language"]
        )
        return
    people.invite(
        email=person["email"],
        name=person["name"],
        language=person["language"],
        role=person["role"],
        organisation=person.get("organization", ""),
        password=PASSWORD,
        by=world.administrator(),
        door="command",
    )


def found_institution(row: Mapping[str, Any]) -> None:
    """Enter one institution; those above come before those below in the file."""
    institutions.create(
        code=row["code"].lower(),
        kind=row["kind"],
        names=row["names"],
        parent=world.institution(row["parent"]) if row["parent"] else None,
        email=row["email"],
        wants_validator=row["wants_validator"],
        by=world.administrator(),
        door="command",
    )


def of_institutions() -> list[dict[str, Any]]:
    """Everybody who has, or had, a term."""
    return [each for each in read("people") if each["institution"]]


def begin_term(person: Mapping[str, Any]) -> None:
    """Invite somebody and let the term begin. It ends, where it has ended, after their work is written."""
    signs_in = person["email"] in SIGN_INS.values()
    invited = people.invite(
        email=person["email"],
        name=person["name"],
        language=person["language"],
        password=PASSWORD if signs_in else None,
        by=world.administrator(),
        door="command",
    )
    terms.begin(
        person=invited,
        institution=world.institution(person["institution"]),
        role=person["role"],
        starts_on=world.day(person["starts_on"]),
        by=world.administrator(),
        door="command",
    )


def who_left() -> list[dict[str, Any]]:
    """Those whose term is over."""
    return [each for each in of_institutions() if each["ends_on"]]


def end_term(person: Mapping[str, Any]) -> None:
    """Turnover: the term ends, what was written stays."""
    term = Term.objects.get(
        person__email=person["email"], institution=world.institution(person["institution"])
    )
    terms.end(term=term, ends_on=world.day(person["ends_on"]), by=world.administrator(), door="command")


def sign_ins() -> list[dict[str, str]]:
    """What is written down for whoever tries the demonstration."""
    names = {each["email"]: each for each in read("people")}
    return [
        {
            "role": role,
            "email": email,
            "password": PASSWORD,
            "name": names[email]["name"],
            "institution": names[email]["institution"] or "",
        }
        for role, email in SIGN_INS.items()
    ]
