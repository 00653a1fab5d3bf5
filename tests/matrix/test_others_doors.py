"""Doors of libraries: each is named here with what whoever is not signed in finds, and who may administer."""

from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.matrix.routes import OTHERS, _walk

pytestmark = pytest.mark.django_db
KEYS = {"key": "a-b", "uidb36": "1", "pk": 1}

# For everybody: signing in, and getting a new password.
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "set_language",
}
# For whoever is signed in, about themselves.
SIGNED_IN = {
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}
# An address is changed by the secretariat: this one leads to the second factor's page.
LEADS_AWAY = {"account_email", "unnamed: accounts/email/"}
ADMINISTERED = {
    "axes.AccessAttempt",
    "axes.AccessFailureLog",
    "axes.AccessLog",
    "django_celery_beat.ClockedSchedule",
    "django_celery_beat.CrontabSchedule",
    "django_celery_beat.IntervalSchedule",
    "django_celery_beat.PeriodicTask",
    "django_celery_beat.SolarSchedule",
    "mfa.Authenticator",
}
ROUTES = {route.name: route for route in _walk(get_resolver(), "", "", ()) if route.path.startswith(OTHERS)}


def test_every_door_is_named():
    found = {name for name, route in ROUTES.items() if not route.path.startswith("admin/")}

    assert found == OPEN | SIGNED_IN | LEADS_AWAY


def test_every_administered_table_is_named():
    assert {model._meta.label for model in admin.site._registry} == ADMINISTERED


def _get(client: Any, name: str) -> Any:
    route = ROUTES[name]
    return client.get(reverse(name, kwargs={key: KEYS[key] for key in route.parameters}))


@pytest.mark.parametrize("name", sorted(OPEN))
def test_an_open_door_breaks_for_nobody(name):
    assert _get(Client(), name).status_code in {200, 302, 405}


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_what_is_about_oneself_asks_to_sign_in(name):
    answer = _get(Client(), name)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(SIGNED_IN - {"mfa_edit_webauthn", "mfa_remove_webauthn"}))
def test_and_opens_for_whoever_is(name, house):
    with transaction.atomic():
        answer = _get(house.clients["stakeholder"], name)
        transaction.set_rollback(True)

    assert answer.status_code in {200, 302, 404}
    assert "/accounts/login/" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_anothers_key_is_not_there(name, house):
    assert _get(house.clients["stakeholder"], name).status_code in {302, 404}


def _tables() -> list[str]:
    return sorted(
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
        for model in admin.site._registry
        for page in ("changelist", "add")
    )


@pytest.mark.parametrize("address", ["/admin/", *_tables()])
def test_administrators_administer_and_nobody_else(address, house):
    with transaction.atomic():
        got = {role: client.get(address).status_code for role, client in house.clients.items()}
        transaction.set_rollback(True)

    assert got.pop("administrator") in {200, 403}  # some tables take nothing new, from nobody
    assert set(got.values()) <= {302, 403}


@pytest.mark.parametrize(
    "address", ["/admin/account/emailaddress/", "/admin/knox/authtoken/", "/admin/auth/group/"]
)
def test_ways_into_other_peoples_accounts_are_not_among_it(address, house):
    assert house.clients["administrator"].get(address).status_code == 404


def test_a_lost_second_factor_is_deleted_without_its_secret_being_shown(house):
    with transaction.atomic():
        owner = house.things.draft.author
        made = totp.TOTP.activate(owner, "JBSWY3DPEHPK3PXP").instance
        client = house.clients["administrator"]
        page = client.get(f"/admin/mfa/authenticator/{made.pk}/change/").content.decode()
        gone = client.post(f"/admin/mfa/authenticator/{made.pk}/delete/", {"post": "yes"})
        left = type(made).objects.filter(pk=made.pk).exists()
        transaction.set_rollback(True)

    assert "JBSWY3DPEHPK3PXP" not in page
    assert (gone.status_code, left) == (302, False)
