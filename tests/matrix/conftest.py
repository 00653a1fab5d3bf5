"""The matrix's own people, world and clients: made once a module, every request is taken back."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import InstitutionFactory, TermFactory, UserFactory
from tests.matrix import world


class House(NamedTuple):
    """A world and a client for each role."""

    things: world.World
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Everything stands in one transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = _people()
        things = world.build(
            institution=people["owner"].terms.get().institution,
            owner=people["owner"],
            secretariat=people["secretariat"],
            another=people["stranger"].terms.get().institution,
        )
        yield House(things, {"anonymous": Client()} | {role: _client(who) for role, who in people.items()})
        transaction.set_rollback(True)


def _people() -> dict[str, Any]:
    """The standing cast, by role."""
    ministry = InstitutionFactory(code="matrix-ministry")
    agency = InstitutionFactory(code="matrix-agency", parent=ministry, wants_validator=True)
    other = InstitutionFactory(code="matrix-other")
    terms = {
        "owner": (agency, "focal_point", None),
        "alternate": (agency, "alternate", None),
        "validator": (agency, "validator", None),
        "above": (ministry, "focal_point", None),
        "stranger": (other, "focal_point", None),
        "nobody": (agency, "focal_point", "2021-01-01"),
    }
    people = {role: UserFactory(name=role) for role in terms}
    for role, (institution, as_what, until) in terms.items():
        TermFactory(person=people[role], institution=institution, role=as_what, ends_on=until)
    for role in ("stakeholder", "nhri", "secretariat", "administrator"):
        people[role] = UserFactory(name=role, role=role, organisation="Commission")
    return people


def _client(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
