"""Institutions in a tree, people with terms, views of others."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from focal_points.models import Institution, StakeholderView
from focal_points.services import institutions, stakeholder_views, terms
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.services import people
from tests.factories import PASSWORD, RecommendationFactory, UserFactory


def test_an_institution_has_names_in_languages(secretariat):
    made = institutions.create(
        code="health",
        kind="ministry",
        names={"en": "Ministry of Health", "fr": "Ministère de la santé"},
        by=secretariat,
    )
    institutions.describe(
        institution=made, kind="ministry", names={"en": "Ministry for Health", "fr": ""}, by=secretariat
    )

    assert [(row.language, row.name) for row in made.names.all()] == [("en", "Ministry for Health")]


def test_an_institution_cannot_stand_under_its_own_body(institution, ministry_above, secretariat):
    with pytest.raises(Invalid):
        institutions.describe(
            institution=ministry_above,
            kind="ministry",
            names={"en": "Justice"},
            parent=institution,
            by=secretariat,
        )


def test_an_institution_that_answers_for_something_is_not_closed(assignment, secretariat):
    with pytest.raises(NotNow):
        institutions.close(institution=assignment.institution, closed_on=date(2026, 1, 1), by=secretariat)


def test_institutions_are_kept_by_the_house_alone(owner):
    with pytest.raises(PermissionDenied):
        institutions.create(code="mine", kind="other", names={"en": "Mine"}, by=owner)
    assert not Institution.objects.filter(code="mine").exists()


def test_a_term_is_not_doubled(institution, owner, secretariat):
    with pytest.raises(Invalid):
        terms.begin(
            person=owner,
            institution=institution,
            role="focal_point",
            starts_on=date(2026, 1, 1),
            by=secretariat,
        )


def test_a_term_ends_and_another_begins(institution, owner, secretariat):
    ended = terms.end(term=owner.terms.get(), ends_on=date(2026, 1, 31), by=secretariat)
    terms.begin(
        person=UserFactory(),
        institution=institution,
        role="focal_point",
        starts_on=date(2026, 2, 1),
        by=secretariat,
    )

    assert ended.ends_on == date(2026, 1, 31)
    assert institution.terms.on(date(2026, 2, 1)).count() == 1


def test_the_secretariat_speaks_for_no_institution(institution, secretariat):
    with pytest.raises(Invalid):
        terms.begin(
            person=secretariat,
            institution=institution,
            role="validator",
            starts_on=date(2026, 1, 1),
            by=secretariat,
        )


def test_an_invitation_lets_its_reader_choose_a_password(
    secretariat, client, mailoutbox, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        person = people.invite(email="New@Halvora.example", name="Nora New", language="en", by=secretariat)

    path = mailoutbox[0].body.split(settings.PUBLIC_URL)[1].split()[0]
    form = client.get(path, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}, follow=True
    )
    assert done.status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_only_an_administrator_invites_the_house_itself(secretariat, administrator):
    with pytest.raises(PermissionDenied):
        people.invite(email="x@y.example", name="X", language="en", role="secretariat", by=secretariat)

    made = people.invite(
        email="x@y.example", name="X", language="en", role="secretariat", by=administrator, password=PASSWORD
    )
    assert made.is_secretariat


def test_an_address_is_invited_once(secretariat, owner):
    with pytest.raises(Invalid):
        people.invite(email=owner.email.upper(), name="Again", language="en", by=secretariat)
    assert User.objects.filter(email__iexact=owner.email).count() == 1


VIEW = {
    "organisation": "Human Rights Commission",
    "status": "in_progress",
    "text": "Two of nine.",
    "reference": "",
    "stated_on": date(2026, 9, 30),
    "is_public": True,
}


def test_a_view_is_attributed_and_never_overwritten(nhri):
    recommendation = RecommendationFactory()
    first = stakeholder_views.state(recommendation=recommendation, by=nhri, **VIEW)
    again = stakeholder_views.state(recommendation=recommendation, by=nhri, **VIEW)
    stakeholder_views.state(recommendation=recommendation, by=nhri, **(VIEW | {"text": "Three of nine."}))

    assert first == again
    assert first.is_nhri
    assert StakeholderView.objects.count() == 2


def test_a_view_says_something(nhri, secretariat):
    recommendation = RecommendationFactory()
    with pytest.raises(Invalid):
        stakeholder_views.state(recommendation=recommendation, by=nhri, **(VIEW | {"text": " "}))
    with pytest.raises(PermissionDenied):
        stakeholder_views.state(recommendation=recommendation, by=secretariat, **VIEW)
