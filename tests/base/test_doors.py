"""Ways round the sign-in: each is tried, and each is closed. Others behind the same address are let in."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as house
from django.core import mail
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client, RequestFactory
from django.urls import reverse
from knox.models import AuthToken

from nmrf.base.accounts import client_address
from nmrf.base.models import User
from reporting.services import statistics
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _counts_of_its_own(settings: Any) -> None:
    """Tests beside this one count in the same Redis."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}
    }


def sign_in(client: Client, person: User, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": person.email, "password": password, **more})


def with_second_factor(person: User) -> list[str]:
    """Set up, as on the page; the recovery codes."""
    totp.TOTP.activate(person, totp.generate_totp_secret())
    return list(RecoveryCodes.activate(person).get_unused_codes())


# --- the second factor ---------------------------------------------------------------------------


@pytest.fixture
def strict(settings: Any) -> None:
    settings.MFA_REQUIRED = True


@pytest.mark.usefixtures("strict")
def test_the_administration_has_no_sign_in_of_its_own(client: Client, administrator: User) -> None:
    with_second_factor(administrator)

    answer = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})

    assert answer.headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("address", ["/work/desk/", "/admin/", "/api/v1/assignments/", "/accounts/2fa/"])
def test_a_session_from_before_the_second_factor_has_to_show_it(
    client: Client, secretariat: User, address: str
) -> None:
    sign_in(client, secretariat)
    codes = with_second_factor(secretariat)

    shut = client.get(address)
    page = client.get(shut.headers["Location"])
    client.post(shut.headers["Location"], {"code": codes[0]})

    assert (shut.headers["Location"], page.status_code) == (reverse("mfa_reauthenticate"), 200)
    assert client.get("/work/desk/").status_code == 200


@pytest.mark.django_db(transaction=True)  # it is noted once it is committed
@pytest.mark.usefixtures("strict")
def test_whoever_sets_one_up_goes_on_without_being_asked_for_it_at_once(
    client: Client, secretariat: User
) -> None:
    sign_in(client, secretariat)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))

    leads_to = client.post("/accounts/2fa/totp/activate/", {"code": code}).headers["Location"]

    assert client.get(leads_to).status_code == 200
    assert client.get("/work/desk/").status_code == 200


@pytest.mark.usefixtures("strict")
def test_whoever_has_none_reaches_only_the_pages_that_set_it_up(client: Client, secretariat: User) -> None:
    sign_in(client, secretariat)

    reached = {
        address: client.get(address).status_code
        for address in ("/work/desk/", "/api/v1/assignments/", "/files/" + "0" * 32 + "/", "/accounts/2fa/")
    }

    assert reached.pop("/accounts/2fa/") == 200
    assert set(reached.values()) <= {302, 404}
    assert reached["/work/desk/"] == 302


@pytest.mark.usefixtures("strict")
def test_people_of_institutions_need_none(client: Client, owner: User) -> None:
    sign_in(client, owner)

    assert client.get("/work/mine/").status_code == 200


# --- lockouts ------------------------------------------------------------------------------------


def test_only_the_account_that_was_tried_is_locked(client: Client, owner: User, stranger: User) -> None:
    for attempt in range(house.AXES_FAILURE_LIMIT + 1):
        owner.email = owner.email.swapcase() if attempt % 2 else f" {owner.email}"
        refused = sign_in(client, owner, "wrong")

    assert refused.status_code == 429
    assert sign_in(Client(), stranger).headers["Location"] == "/work/"


@pytest.mark.parametrize(
    ("proxies", "claimed", "counted"),
    [
        (0, "203.0.113.9", "10.0.0.5"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (1, "", "10.0.0.5"),
        (2, "203.0.113.9", "10.0.0.5"),
    ],
)
def test_an_address_is_what_our_own_proxy_saw(
    settings: Any, proxies: int, claimed: str, counted: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR=claimed)

    assert client_address(request) == counted


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client: Client, owner: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": owner.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@elsewhere.example"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [message.to for message in mail.outbox] == [[owner.email]]


# --- sessions and tokens -------------------------------------------------------------------------


def token_of(person: User) -> dict[str, str]:
    return {"Authorization": f"Token {AuthToken.objects.create(user=person)[1]}"}


def test_a_closed_account_is_out_at_once(client: Client, owner: User) -> None:
    headers = token_of(owner)
    sign_in(client, owner)
    assert client.get("/work/mine/").status_code == 200

    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert client.get("/work/mine/").status_code == 302
    assert Client().get("/api/v1/assignments/", headers=headers).status_code == 401


def test_a_term_that_ended_closes_the_token_too(assignment: Any, owner: User) -> None:
    headers = token_of(owner)
    assert Client().get("/api/v1/assignments/", headers=headers).json()["count"] == 1

    owner.terms.update(ends_on="2020-12-31")

    assert Client().get("/api/v1/assignments/", headers=headers).json()["count"] == 0


def test_a_token_does_not_speak_for_the_house(assignment: Any, secretariat: User) -> None:
    assert Client().get("/api/v1/assignments/", headers=token_of(secretariat)).status_code == 401


def test_what_is_no_token_is_refused(client: Client) -> None:
    answer = client.get("/api/v1/assignments/", headers={"Authorization": "Token \xff\xfe"})

    assert answer.status_code == 401


def test_a_session_writes_to_the_api_only_with_its_own_form_token(draft: Any, owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend=BY_PASSWORD)

    answer = client.patch(
        f"/api/v1/updates/{draft.public_id}/",
        json.dumps({"narrative": "Another's words."}),
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )

    assert answer.status_code == 403


def test_json_without_end_is_refused(client: Client, assignment: Any, owner: User) -> None:
    client.force_login(owner, backend=BY_PASSWORD)

    answer = client.post(
        f"/api/v1/assignments/{assignment.public_id}/updates/",
        '{"x":' + "[" * 3000 + "]" * 3000 + "}",
        content_type="application/json",
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client: Client, owner: User, elsewhere: str) -> None:
    answers = [
        sign_in(client, owner, next=elsewhere),
        client.post("/i18n/setlang/", {"language": "fr", "next": elsewhere}),
        client.post("/accounts/logout/", {"next": elsewhere}),
    ]

    assert [answer.headers["Location"] for answer in answers] == ["/work/", "/", "/"]


# --- how often -----------------------------------------------------------------------------------


def asked(times: int, **more: Any) -> list[int]:
    return [Client().get("/api/v1/mechanisms/", **more).status_code for _time in range(times)]


def test_requests_are_counted_by_account_and_address_together(
    settings: Any, owner: User, stranger: User
) -> None:
    settings.API_THROTTLES = {"account": "2/minute"}

    assert asked(3, headers=token_of(owner)) == [200, 200, 429]
    assert asked(1, headers=token_of(stranger)) == [200]
    assert asked(1, headers=token_of(owner), REMOTE_ADDR="203.0.113.9") == [200]


def test_whoever_is_not_signed_in_is_counted_by_address(settings: Any) -> None:
    settings.API_THROTTLES = {"anybody": "2/minute"}

    assert asked(3) == [200, 200, 429]
    assert asked(1, REMOTE_ADDR="203.0.113.9") == [200]


def test_while_nothing_can_be_counted_nobody_is_refused(settings: Any, monkeypatch: Any) -> None:
    settings.API_THROTTLES = {"anybody": "1/minute"}

    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(LocMemCache, "get", away)

    assert asked(2) == [200, 200]


# --- what every answer carries -------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/nothing-here/",
        "/admin/",
        "/work/",
        "/recommendations.csv",
        "/recommendations/feed/",
        "/api/v1/recommendations/",
        "/api/v1/assignments/",
        "/api/schema/",
        "/api/docs/",
        "/healthz/live",
        "/accounts/login/",
        "/files/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_every_answer_says_what_may_run_and_that_nobody_may_frame_it(client: Client, address: str) -> None:
    _carries_the_headers(client.get(address))


def test_an_error_does_too(client: Client, monkeypatch: Any) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr(statistics, "by_status", lambda *args: 1 / 0)

    broken, elsewhere = client.get("/"), client.get("/", headers={"host": "evil.example"})

    assert (broken.status_code, elsewhere.status_code) == (500, 400)
    _carries_the_headers(broken)
    _carries_the_headers(elsewhere)


def _carries_the_headers(answer: Any) -> None:
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.streaming:
        list(answer.streaming_content)
