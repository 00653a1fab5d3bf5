"""A fresh installation is set up by who holds the code, once; administrators change the rest afterwards."""

import io
import logging

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as house_settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from nmrf.base import house as applied
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import HouseSettings, User
from nmrf.base.services import house
from tests.factories import PASSWORD, CountryFactory

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
ADMINISTRATOR = {
    "name": "Ada",
    "email": "ada@halvora.example",
    "language": "en",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture(autouse=True)
def _as_it_was(settings):
    """What a test puts into the settings goes with it."""
    for name in (*applied.SETTINGS.values(), "UHRI_COUNTRY", "DEMO", "HOUSE_LOGO", "HOUSE_BEING_SET_UP"):
        setattr(settings, name, getattr(house_settings, name))
    settings.FROM_ENVIRONMENT = frozenset()
    yield
    applied.AT_START.clear()


def code():
    out = io.StringIO()
    call_command("setup_code", stdout=out)
    return out.getvalue().split()[-1]


@pytest.fixture
def inside(client):
    """Somebody who brought the code."""
    client.post("/setup/", {"code": code()})
    return client


def test_without_the_code_nobody_gets_in_and_the_log_shows_it_once(client, caplog):
    with caplog.at_level(logging.WARNING):
        client.get("/setup/")
        client.get("/setup/")
    shown = [line for line in caplog.messages if line.startswith("Set-up code:")]

    assert len(shown) == 1
    assert client.get("/setup/state/").status_code == 404
    assert client.post("/setup/", {"code": "AAAAA-AAAAA"}).status_code == 422
    assert client.post("/setup/", {"code": shown[0].split()[2].lower()}).status_code == 302
    assert client.get("/setup/state/").status_code == 200


def test_once_there_is_an_administrator_the_assistant_does_not_exist(client, administrator):
    assert client.get("/setup/").status_code == 404
    client.force_login(administrator)
    assert client.get("/setup/").status_code == 404
    with pytest.raises(CommandError):
        code()


def test_steps_are_kept_gone_on_with_and_taken_back(inside, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = inside.post("/setup/languages/", {"languages": ["fr", "es"], "time_zone": "Africa/Dakar"})
    assert answer["Location"] == "/setup/logo/"
    assert (house_settings.OFFERED_LANGUAGES, house_settings.TIME_ZONE) == (["fr", "es"], "Africa/Dakar")

    client.logout()
    client.post("/setup/", {"code": code()})
    assert client.get("/setup/")["Location"] == "/setup/state/"  # the first that is not done

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/setup/languages/take-back/")
    row = HouseSettings.objects.get()
    assert (row.languages, row.steps_done) == ([], [])
    assert applied.AT_START["OFFERED_LANGUAGES"] == house_settings.OFFERED_LANGUAGES


def test_a_state_that_is_one_is_no_demonstration(inside, settings, django_capture_on_commit_callbacks):
    CountryFactory(iso3="TUV")
    settings.DEMO = True
    assert "are invented" in inside.get("/setup/state/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        inside.post("/setup/state/", {"home_state": "TUV", "site_name": "The Record"})

    assert "are invented" not in inside.get("/setup/state/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        inside.post("/setup/state/take-back/")
    assert "are invented" in inside.get("/setup/state/").content.decode()


def test_what_the_environment_says_wins(inside, settings, django_capture_on_commit_callbacks):
    settings.FROM_ENVIRONMENT = frozenset({"SITE_NAME"})
    before = settings.SITE_NAME
    with django_capture_on_commit_callbacks(execute=True):
        inside.post("/setup/state/", {"home_state": settings.HOME_STATE, "site_name": "Another"})

    assert HouseSettings.objects.get().site_name == ""
    assert before == house_settings.SITE_NAME
    assert "SITE_NAME" in inside.get("/setup/state/").content.decode()


def test_the_first_administrator_is_one_and_ends_the_code(inside, client):
    assert inside.post("/setup/administrator/", ADMINISTRATOR)["Location"] == "/setup/second_factor/"
    person = User.objects.get(role="administrator")
    assert person.check_password(PASSWORD)

    with pytest.raises(NotNow):
        house.make_administrator(name="Eve", email="eve@x.example", password=PASSWORD, language="en")
    client.logout()
    assert client.get("/setup/").status_code == 404
    assert not house.opens("")


def test_a_weak_password_and_two_that_differ_are_refused(inside):
    for wrong in ({"password": "12345678", "again": "12345678"}, {"again": "other"}):
        assert inside.post("/setup/administrator/", ADMINISTRATOR | wrong).status_code == 422
    assert not User.objects.exists()


def test_it_is_finished_with_a_second_factor_and_recovery_codes_alone(inside):
    inside.post("/setup/administrator/", ADMINISTRATOR)
    person = User.objects.get()
    inside.post("/setup/finish/")
    assert HouseSettings.objects.get().finished_at is None

    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=person, type=kind, data={})
    inside.post("/setup/finish/")
    assert HouseSettings.objects.get().finished_at
    assert inside.get("/setup/state/").status_code == 404


def test_a_test_mail_is_sent_from_the_given_sender(inside, mailoutbox):
    sent = inside.post(
        "/setup/mail/", {"from_email": "house@halvora.example", "to": "a@halvora.example", "send": "1"}
    )
    assert sent.status_code == 200
    assert [(mail.from_email, mail.to) for mail in mailoutbox] == [
        ("house@halvora.example", ["a@halvora.example"])
    ]
    inside.post("/setup/mail/", {"from_email": "house@halvora.example", "arrived": "1"})
    assert HouseSettings.objects.get().mail_tested_at


def test_a_logo_is_a_picture_and_is_shown_on_every_page(inside, client, django_capture_on_commit_callbacks):
    page = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    assert inside.post("/setup/logo/", {"logo": page}).status_code == 422

    with django_capture_on_commit_callbacks(execute=True):
        inside.post("/setup/logo/", {"logo": SimpleUploadedFile("logo.png", PNG)})
    assert 'src="/house/logo/?v=' in client.get("/accounts/login/").content.decode()
    assert b"".join(client.get("/house/logo/").streaming_content) == PNG


def test_an_administrator_changes_settings_and_nobody_overwrites_another(administrator, secretariat):
    row = house.load()
    house.change(values={"site_name": "One"}, version=row.version, by=administrator)
    with pytest.raises(StaleEdit):
        house.change(values={"site_name": "Two"}, version=row.version - 1, by=administrator)
    with pytest.raises(PermissionDenied):
        house.change(values={"site_name": "Three"}, version=2, by=secretariat)
    with pytest.raises(Invalid):
        house.change(values={"languages": []}, version=2, by=administrator)
    house.change(values={"home_state": "FRA"}, version=2, by=administrator)

    row = HouseSettings.objects.get()
    assert (row.site_name, row.home_state) == ("One", "")


def test_the_settings_page_shows_what_changed_and_who_did_it(client, administrator):
    client.force_login(administrator)
    typed = {
        "site_name": "The Record",
        "languages": ["en", "ar"],
        "time_zone": "UTC",
        "from_email": "a@b.example",
        "version": house.load().version,
    }
    assert client.post("/house/", typed).status_code == 302
    page = client.get("/house/").content.decode()
    assert "The Record" in page
    assert administrator.name in page


def test_a_zone_that_is_unknown_here_breaks_no_page(client):
    HouseSettings.objects.create(time_zone="Mars/Phobos", languages=["xx"])
    house._follow()

    assert applied.AT_START["TIME_ZONE"] == house_settings.TIME_ZONE
    assert client.get("/accounts/login/").status_code == 200
