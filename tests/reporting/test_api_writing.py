"""An institution's own system posts updates, under the same rules as its people."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from focal_points.models import Institution, StatusUpdate
from tests.factories import AssignmentFactory

SAID = {
    "period_from": "2026-01-01",
    "period_to": "2026-06-30",
    "narrative": "Two shelters opened.",
    "proposals": [{"status": "in_progress", "effective_on": "2026-05-01"}],
    "next_step": "Tender for the third.",
    "next_step_on": "2026-12-31",
}


def token_of(person):
    out = StringIO()
    call_command("make_token", person.email, stdout=out)
    return out.getvalue().strip().splitlines()[-1]


@pytest.fixture
def machine(client, owner):
    """Calls with the owner's token."""
    client.defaults["HTTP_AUTHORIZATION"] = f"Token {token_of(owner)}"
    return client


def post(machine, assignment, said=None, **headers):
    return machine.post(
        f"/api/v1/assignments/{assignment.public_id}/updates/",
        SAID if said is None else said,
        content_type="application/json",
        **headers,
    )


def put(machine, update, said, method="put", **headers):
    return getattr(machine, method)(
        f"/api/v1/updates/{update}/", said, content_type="application/json", **headers
    )


def test_own_assignments_are_listed_and_no_others(machine, assignment):
    AssignmentFactory()

    rows = machine.get("/api/v1/assignments/").json()["results"]
    assert [row["id"] for row in rows] == [str(assignment.public_id)]


def test_an_update_is_written_as_a_draft(machine, assignment):
    answer = post(machine, assignment)

    assert answer.status_code == 201, answer.json()
    update = StatusUpdate.objects.get()
    assert (update.state, update.narrative, update.author.name) == (
        "draft",
        "Two shelters opened.",
        "Olga Owner",
    )
    assert update.proposals.get().status == "in_progress"
    assert answer.headers["ETag"] == f'"{update.version}"'


def test_an_update_is_submitted_in_the_same_go(machine, assignment):
    answer = post(machine, assignment, SAID | {"submit": True})

    assert (answer.status_code, answer.json()["state"]) == (201, "submitted")


def test_it_goes_to_the_validator_where_the_institution_wants_one(machine, assignment, validator):
    assert Institution.objects.get(code="shelters").wants_validator
    assert post(machine, assignment, SAID | {"submit": True}).json()["state"] == "validation"


def test_what_cannot_be_submitted_is_not_kept_either(machine, assignment):
    answer = post(machine, assignment, SAID | {"next_step": "", "next_step_on": None, "submit": True})

    assert answer.status_code == 400
    assert answer.json()["fields"]
    assert not StatusUpdate.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"proposals": [{"status": "not_assessed"}]}, "proposals"),
        (
            {"proposals": [{"status": "in_progress", "part": "00000000-0000-0000-0000-000000000000"}]},
            "proposals",
        ),
        ({"period_from": "yesterday"}, "period_from"),
        ({"obstacles": ["gremlins"]}, "obstacles"),
        ({"narrative": {"a": 1}}, "narrative"),
        ({"period_from": "2026-07-01"}, "period_to"),
    ],
)
def test_what_is_wrong_is_named(wrong, field, machine, assignment):
    answer = post(machine, assignment, SAID | wrong)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert field in answer.json()["fields"]
    assert not StatusUpdate.objects.exists()


def test_an_open_update_is_not_overwritten_by_a_second_post(machine, assignment):
    first = post(machine, assignment)

    again = post(machine, assignment, SAID | {"narrative": "Something else."})

    assert (again.status_code, again.json()["code"]) == (409, "open")
    assert StatusUpdate.objects.get().narrative == "Two shelters opened."
    seen = post(machine, assignment, SAID | {"narrative": "Three."}, HTTP_IF_MATCH=first.headers["ETag"])
    assert (seen.status_code, StatusUpdate.objects.get().narrative) == (200, "Three.")


def test_a_write_without_a_version_is_refused(machine, assignment):
    made = post(machine, assignment).json()

    assert put(machine, made["id"], SAID).status_code == 428
    assert put(machine, made["id"], SAID, "patch").status_code == 428


@pytest.mark.parametrize("tag", ['"1"', "nonsense", "*", '""', '"99999999999999999999"'])
def test_a_stale_write_is_refused_and_nothing_is_lost(tag, machine, assignment):
    made = post(machine, assignment).json()

    answer = put(machine, made["id"], SAID | {"narrative": "Other."}, HTTP_IF_MATCH=tag)

    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert StatusUpdate.objects.get().narrative == "Two shelters opened."


def test_put_writes_the_whole_and_patch_a_part(machine, assignment):
    made = post(machine, assignment)
    identity = made.json()["id"]

    patched = put(machine, identity, {"needs": ["training"]}, "patch", HTTP_IF_MATCH=made.headers["ETag"])
    assert (patched.status_code, patched.json()["narrative"]) == (200, "Two shelters opened.")
    assert patched.json()["needs"] == ["training"]

    written = put(machine, identity, {"narrative": "Anew."}, HTTP_IF_MATCH=patched.headers["ETag"])
    assert (written.json()["narrative"], written.json()["needs"], written.json()["proposals"]) == (
        "Anew.",
        [],
        [],
    )
    assert machine.get(f"/api/v1/updates/{identity}/").headers["ETag"] == written.headers["ETag"]


def test_another_institutions_things_are_not_there(client, assignment, draft, stranger):
    client.defaults["HTTP_AUTHORIZATION"] = f"Token {token_of(stranger)}"

    assert post(client, assignment).status_code == 404
    assert client.get(f"/api/v1/assignments/{assignment.public_id}/").status_code == 404
    assert client.get(f"/api/v1/updates/{draft.public_id}/").status_code == 404
    assert put(client, draft.public_id, SAID, HTTP_IF_MATCH='"1"').status_code == 404
    assert client.get("/api/v1/updates/").json()["count"] == 0


def test_the_secretariat_does_not_write_for_an_institution(client, assignment, secretariat):
    client.force_login(secretariat)

    answer = post(client, assignment)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert not StatusUpdate.objects.exists()


def test_nobody_without_a_token_gets_in(client, assignment):
    assert post(client, assignment).status_code == 401
    assert post(client, assignment, HTTP_AUTHORIZATION="Token wrong").status_code == 401


def test_tokens_are_made_for_people_of_institutions_and_can_be_taken_back(client, owner, secretariat, nobody):
    for person in (secretariat, nobody):
        with pytest.raises(CommandError):
            token_of(person)
    with pytest.raises(CommandError):
        call_command("make_token", "nobody@nowhere.example")
    client.defaults["HTTP_AUTHORIZATION"] = f"Token {token_of(owner)}"
    assert client.get("/api/v1/assignments/").status_code == 200

    call_command("make_token", owner.email, "--revoke", stdout=StringIO())
    assert client.get("/api/v1/assignments/").status_code == 401
