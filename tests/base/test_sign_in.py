"""Sign-in pages in the house's look: complete, in the reader's language, closed to strangers."""

from typing import Any

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.utils import timezone

from nmrf.base.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the Tessen"


@pytest.fixture
def person(secretariat: User) -> User:
    secretariat.set_password(PASSWORD)
    secretariat.save()
    return secretariat


def sign_in(client: Client, person: User, password: str = PASSWORD) -> Any:
    """What the form does."""
    return client.post("/accounts/login/", {"login": person.email, "password": password})


def confirm(client: Client) -> None:
    """The password again, which changes of the second factor ask for."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_right_password_leads_to_work(client: Client, person: User) -> None:
    assert sign_in(client, person)["Location"] == "/work/"


def test_wrong_password_is_said_beside_the_form_not_which_half_was_wrong(
    client: Client, person: User
) -> None:
    page = sign_in(client, person, "wrong").content.decode()

    assert 'class="note bad"' in page
    assert "is-invalid" not in page
    assert client.session.get("_auth_user_id") is None


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/signup/",
        "/accounts/inactive/",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_before_sign_in_stand_in_the_houses_frame(client: Client, address: str, language: str) -> None:
    client.cookies["django_language"] = language

    page = client.get(address).content.decode()

    assert '<main id="main"' in page
    assert page.count("<h1") == 1
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize(
    "address",
    ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/", "/accounts/logout/"],
)
def test_pages_after_sign_in_stand_in_the_working_frame(client: Client, person: User, address: str) -> None:
    sign_in(client, person)

    page = client.get(address).content.decode()

    assert 'class="side"' in page
    assert person.name in page
    assert page.count("<h1") == 1


def test_second_factor_is_set_up_asked_for_and_let_in(client: Client, person: User) -> None:
    sign_in(client, person)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    step = int(timezone.now().timestamp()) // app_settings.TOTP_PERIOD

    client.post(
        "/accounts/2fa/totp/activate/", {"code": totp.format_hotp_value(totp.hotp_value(secret, step))}
    )

    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    again = Client()
    assert sign_in(again, person)["Location"] == "/accounts/2fa/authenticate/"
    code = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    assert again.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/work/"


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})

    assert not User.objects.filter(email="x@example.org").exists()


def test_address_cannot_be_changed_by_its_owner(client: Client, person: User) -> None:
    sign_in(client, person)

    answer = client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})

    assert answer.status_code in {302, 405}
    assert person.emailaddress_set.filter(email="new@example.org").count() == 0


def test_lockout_says_how_long_and_what_else_helps(client: Client, person: User) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT + 1):
        answer = sign_in(client, person, "wrong")

    assert answer.status_code == 429
    assert "quarter of an hour" in answer.content.decode()
