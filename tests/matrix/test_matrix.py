"""Every role at every address: nobody gets in where it is not written that they may."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.matrix import answers
from tests.matrix.expected import EXPECTED
from tests.matrix.routes import ours

pytestmark = pytest.mark.django_db

ROUTES = {route.name: route for route in ours()}
CASES = [(name, method) for name, methods in EXPECTED.items() for method in methods]


def test_every_address_has_its_expected_answers_and_no_answer_its_address_lost():
    forgotten, lost = sorted(set(ROUTES) - set(EXPECTED)), sorted(set(EXPECTED) - set(ROUTES))
    assert (forgotten, lost) == ([], [])


@pytest.fixture(autouse=True)
def _the_file_in_its_place(house, settings):
    """Each test has an evidence folder of its own; the world's one file stands in it."""
    path = Path(settings.EVIDENCE_ROOT) / house.things.file.content.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7\n")


@pytest.mark.parametrize(("name", "method"), CASES, ids=lambda value: value)
def test_every_role_gets_the_answer_that_is_written(name, method, house):
    address = reverse(name, kwargs=house.things.parameters(ROUTES[name]))

    typed = house.things.typed(ROUTES[name])
    got = {role: _answer(client, address, method, typed) for role, client in house.clients.items()}

    written = answers.expected(EXPECTED[name][method])
    wrong = [
        f"{role}: {got[role]} instead of {written[role]}"
        for role in got
        if not answers.agree(got[role], written[role])
    ]
    assert not wrong, f"{method} {address}: " + "; ".join(wrong)


def _answer(client: Any, address: str, method: str, typed: dict[str, Any]) -> str:
    """What this person gets; what they changed is taken back before the next one tries."""
    more = {} if method == "GET" else {"headers": {"If-Match": '"1"'}}
    if method == "POST" and typed:
        more["data"] = typed
    if address.startswith("/api/"):
        more["content_type"] = "application/json"
    with transaction.atomic():
        response = getattr(client, method.lower())(address, **more)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return answers.read(response)


@pytest.mark.parametrize("path", ["/admin/", "/admin/base/user/", "/admin/base/user/add/"])
def test_the_administration_pages_are_for_administrators(path, house):
    for role, client in house.clients.items():
        if role != "administrator":
            response = client.get(path)
            to_sign_in = "/admin/login/" in response.headers.get("Location", "")
            assert response.status_code == 404 or to_sign_in, role
