"""Institutions in a tree: no circles whoever asks, and what is late below shown to who stands above."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from focal_points import oversight
from focal_points.models import Institution
from focal_points.models.institution import below, over
from focal_points.services import institutions, terms
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.services import people
from tests.factories import AssignmentFactory, InstitutionFactory, TermFactory, UserFactory

SAID = {"kind": "ministry", "names": {"en": "Named"}}


@pytest.fixture
def tree(ministry_above, institution):
    """A ministry, its agency, the agency's two offices."""
    offices = [InstitutionFactory(code=f"office-{n}", parent=institution) for n in range(2)]
    return [ministry_above, institution, *offices]


def test_it_is_walked_down_and_up(tree):
    top, agency, first, second = (one.pk for one in tree)

    assert below({top}) == {agency, first, second}
    assert over({first}) == {agency, top}
    assert below(set()) == set()


def test_a_circle_is_refused_in_words_and_by_the_database(tree, secretariat):
    with pytest.raises(Invalid):
        institutions.describe(institution=tree[0], parent=tree[3], by=secretariat, **SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=tree[0].pk).update(parent=tree[3])


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_do_not_make_a_circle_together():
    """Each would be right alone; the second waits for the first, and is refused."""
    one, two = InstitutionFactory(), InstitutionFactory()
    together, refused = Barrier(2), []

    def move(lower, upper):
        try:
            with transaction.atomic():
                together.wait(10)
                Institution.objects.filter(pk=lower.pk).update(parent=upper)
        except IntegrityError:
            refused.append(lower)
        finally:
            connection.close()

    threads = [Thread(target=move, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Institution.objects.exclude(parent=None).count() == 1


def test_lines_stand_under_their_body_in_the_order_of_the_tree(tree):
    lines = oversight.tree(Institution.objects.order_by("code"))

    assert [(line.institution.code, line.depth) for line in lines] == [
        ("justice", 0),
        ("shelters", 1),
        ("office-0", 2),
        ("office-1", 2),
    ]


def test_a_ministry_sees_what_is_late_below_it_and_nobody_elses(client, tree, above, stranger):
    yesterday = timezone.localdate() - timedelta(days=1)
    AssignmentFactory(institution=tree[2], due_on=yesterday)
    AssignmentFactory(institution=tree[2], due_on=yesterday, state="withdrawn")
    AssignmentFactory(institution=tree[1], state="assigned")
    AssignmentFactory(institution=stranger.terms.get().institution, due_on=yesterday)
    client.force_login(above)

    page = client.get("/work/below/")
    shown = {line.institution.code: line.institution for line in page.context["lines"]}

    assert page.context["page"].paginator.count == 1
    assert set(shown) == {"shelters", "office-0", "office-1"}
    assert (shown["office-0"].open_count, shown["office-0"].late_count) == (1, 1)
    assert shown["shelters"].new_count == 1

    client.force_login(stranger)
    assert client.get("/work/below/").context["lines"] == []


@pytest.mark.parametrize("bodies", [1, 15])
def test_what_is_below_costs_the_same_however_many(bodies, institution, django_assert_num_queries):
    for _n in range(bodies):
        body = InstitutionFactory(parent=institution)
        TermFactory(institution=body)
        AssignmentFactory(institution=body)

    with django_assert_num_queries(4):
        assert len(oversight.lines(set(Institution.objects.values_list("pk", flat=True)))) == bodies + 2


def test_a_closed_body_takes_nobody_under_it(institution, another_institution, secretariat):
    institutions.close(institution=another_institution, closed_on=timezone.localdate(), by=secretariat)
    another_institution.refresh_from_db()
    with pytest.raises(Invalid):
        institutions.describe(institution=institution, parent=another_institution, by=secretariat, **SAID)


def test_several_people_hold_a_role_at_once_and_one_person_holds_it_once(institution, owner, secretariat):
    begun = {"institution": institution, "role": "focal_point", "by": secretariat}
    terms.begin(person=UserFactory(), starts_on=date(2026, 1, 1), **begun)
    with pytest.raises(Invalid):
        terms.begin(person=owner, starts_on=date(2026, 1, 1), **begun)

    terms.end(term=owner.terms.get(), ends_on=date(2090, 1, 1), by=secretariat)
    later = terms.begin(person=owner, starts_on=date(2090, 1, 2), **begun)
    with pytest.raises(Invalid):
        terms.end(term=owner.terms.earliest("starts_on"), ends_on=None, by=secretariat)
    terms.take_back(term=later, by=secretariat)
    terms.end(term=owner.terms.get(), ends_on=None, by=secretariat)
    assert owner.terms.get().ends_on is None


def test_a_term_that_has_begun_is_not_taken_back(owner, secretariat):
    with pytest.raises(NotNow):
        terms.take_back(term=owner.terms.get(), by=secretariat)


def test_a_head_reads_and_does_not_write(client, institution, assignment, owner):
    head = UserFactory()
    TermFactory(person=head, institution=institution, role="head")
    client.force_login(head)

    assert client.get(assignment.get_absolute_url()).status_code == 200
    assert client.post(assignment.get_absolute_url() + "start/").status_code == 403


def test_ones_own_profile_is_ones_own(client, owner, settings):
    client.force_login(owner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post("/work/profile/", {"name": "Olga New", "phone": "22 11", "language": "fr"})

    owner.refresh_from_db()
    assert (owner.name, owner.phone, owner.language) == ("Olga New", "22 11", "fr")
    assert '<html lang="fr"' in client.get("/work/profile/").content.decode()


def test_an_address_that_changes_signs_in_and_the_old_one_does_not(owner, another_institution, secretariat):
    old = owner.email
    said = {"name": owner.name, "phone": "", "language": "en", "organisation": ""}
    people.describe(person=owner, email="Olga@New.example", by=secretariat, **said)
    with pytest.raises(Invalid):
        people.describe(person=secretariat, email=owner.email, by=User(role="administrator"), **said)

    assert User.objects.get(email="olga@new.example") == owner
    assert not User.objects.filter(email=old).exists()


def test_a_level_follows_from_the_kind_and_is_kept(secretariat):
    said = {"names": {"en": "Named"}, "by": secretariat}
    province = institutions.create(code="north", kind="subnational", **said)
    institutions.describe(institution=province, kind="subnational", level="district", **said)
    institutions.describe(institution=province, kind="subnational", **said)

    assert province.level == "district"
    assert institutions.create(code="city", kind="local", **said).level == "local"
