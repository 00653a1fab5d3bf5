"""The standing cast: the same people in every test, each with one thing to tell them apart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.db import connections
from django.test.utils import setup_databases
from django.utils import translation

from focal_points.models import Assignment, Institution, StatusUpdate, Term
from nmrf.base.models import User
from tests import filled, schema
from tests.factories import (
    AssignmentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
    TermFactory,
    UserFactory,
)
from tests.running import drop_database, exists

filled_database = filled.filled_database  # a fixture, for houses that really run


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """The test database of this process, copied instead of made; --reuse-db and --create-db work as ever."""
    name = house_settings.DATABASES["default"]["TEST"]["NAME"]
    with django_db_blocker.unblock():
        if django_db_createdb or not (django_db_keepdb and exists(name)):
            schema.make_database(name)
        setup_databases(verbosity=0, interactive=False, keepdb=True)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connections.close_all()
            drop_database(name)


@pytest.fixture(autouse=True, scope="session")
def _static_files_as_they_are_asked_for() -> None:
    """Else each client of each test looks through them all before its first page."""
    house_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _language_of_nobody() -> None:
    """A request leaves its person's language behind; the next test begins in the house's own."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Real hashing is slow on purpose; the cast signs in a thousand times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_counting_of_requests(settings: Any) -> None:
    """Tests ask more often than anybody."""
    settings.API_THROTTLES = {}


@pytest.fixture(autouse=True)
def _evidence_in_a_folder_of_its_own(tmp_path: Path, settings: Any) -> None:
    """What a test hands in goes with the test."""
    folder = {"location": tmp_path / "files"}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    settings.EVIDENCE_ROOT = tmp_path / "files"


@pytest.fixture
def ministry_above(db: None) -> Institution:
    """The ministry that the shelters' agency stands under."""
    return InstitutionFactory(code="justice", name="Ministry of Justice")


@pytest.fixture
def institution(ministry_above: Institution) -> Institution:
    """The agency that most tests are about."""
    return InstitutionFactory(
        code="shelters", name="Agency for Shelters", kind=Institution.Kind.AGENCY, parent=ministry_above
    )


@pytest.fixture
def another_institution(db: None) -> Institution:
    """A ministry that has nothing to do with it."""
    return InstitutionFactory(code="finance", name="Ministry of Finance")


def _person(institution: Institution, role: str, name: str) -> User:
    person = UserFactory(name=name)
    TermFactory(person=person, institution=institution, role=role)
    return person


@pytest.fixture
def owner(institution: Institution) -> User:
    """Focal point of the agency."""
    return _person(institution, Term.Role.FOCAL_POINT, "Olga Owner")


@pytest.fixture
def alternate(institution: Institution) -> User:
    """Alternate of the agency."""
    return _person(institution, Term.Role.ALTERNATE, "Aldo Alternate")


@pytest.fixture
def validator(institution: Institution) -> User:
    """Signs for the agency, which wants that."""
    Institution.objects.filter(pk=institution.pk).update(wants_validator=True)
    institution.wants_validator = True
    return _person(institution, Term.Role.VALIDATOR, "Vera Validator")


@pytest.fixture
def stranger(another_institution: Institution) -> User:
    """Focal point of another institution."""
    return _person(another_institution, Term.Role.FOCAL_POINT, "Stefan Stranger")


@pytest.fixture
def above(ministry_above: Institution) -> User:
    """Focal point of the ministry above the agency."""
    return _person(ministry_above, Term.Role.FOCAL_POINT, "Maya Ministry")


@pytest.fixture
def stakeholder(db: None) -> User:
    """Of civil society."""
    return UserFactory(name="Saba Stakeholder", role=User.Role.STAKEHOLDER)


@pytest.fixture
def nhri(db: None) -> User:
    """Of the national human rights institution."""
    return UserFactory(name="Nadir Nhri", role=User.Role.NHRI, organisation="Human Rights Commission")


@pytest.fixture
def secretariat(db: None) -> User:
    """Verifies."""
    return UserFactory(name="Selma Secretariat", role=User.Role.SECRETARIAT)


@pytest.fixture
def secretariat2(db: None) -> User:
    """The second person."""
    return UserFactory(name="Simon Second", role=User.Role.SECRETARIAT)


@pytest.fixture
def administrator(db: None) -> User:
    """Keeps people and institutions."""
    return UserFactory(name="Ada Administrator", role=User.Role.ADMINISTRATOR)


@pytest.fixture
def nobody(institution: Institution) -> User:
    """Signed in, but their term at the agency is over."""
    person = UserFactory(name="Nils Nobody")
    TermFactory(person=person, institution=institution, ends_on="2021-01-01")
    return person


@pytest.fixture
def assignment(institution: Institution) -> Assignment:
    """The agency leads on one recommendation, and has accepted."""
    return AssignmentFactory(institution=institution, recommendation=RecommendationFactory())


@pytest.fixture
def draft(assignment: Assignment, owner: User) -> StatusUpdate:
    """The owner's open draft on it."""
    return StatusUpdateFactory(assignment=assignment, author=owner)
