"""Care for the text: contradictions, reservations that are touched, the wording of measures."""

import time
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from focal_points.citing import found_as
from nmrf.base.errors import Invalid
from recommendations import smart
from recommendations.care import opposites, reservations
from recommendations.models import (
    Contradiction,
    Instrument,
    ProposedMark,
    ReservationMark,
)
from recommendations.services import (
    contradictions,
    mark_proposals,
    ratifications,
    reservation_marks,
)
from tests.factories import CountryFactory, RecommendationFactory

OPPOSITES = [
    ("en", "Abolish the night court for tenants.", "Maintain the night court for tenants in every town."),
    ("fr", "Abolir le tribunal de nuit des locataires", "Maintenir le tribunal de nuit des locataires"),
    ("es", "Suprimir el tribunal nocturno de inquilinos", "Mantener el tribunal nocturno de inquilinos"),
    ("ru", "Отменить ночной суд для жильцов", "Сохранить ночной суд для жильцов"),
    ("ar", "إلغاء المحكمة الليلية للمستأجرين", "الإبقاء على المحكمة الليلية للمستأجرين"),
    ("zh", "废除租户夜间法庭", "维持租户夜间法庭"),
    ("en", "Lower the age of consent to a lease to 16.", "Raise the age of consent to a lease to 20."),
    ("en", "Prohibit the eviction of tenants at night.", "Allow the eviction of tenants at night."),
    (
        "en",
        "Work towards the abolition of the night court",
        "Use your sovereign right to apply the night court",
    ),
    ("en", "Increase the number of judges in courts", "Reduce the number of judges in the courts"),
]
ALIKE = [
    ("Abolish the night court for tenants.", "Repeal the law that maintains the night court for tenants."),
    ("Raise the number of places in shelters.", "Continue to increase efforts on places in shelters."),
    ("Abolish the night court.", "Maintain the moratorium on the night court."),
    ("Reduce the length of leases.", "Increase the number of judges."),
    ("Decriminalize night work by tenants.", "Repeal the section which criminalizes night work by tenants."),
    (
        "Decriminalize night work by tenants.",
        "Debate the law on the criminalization of night work by tenants.",
    ),
    (
        "Allow night work by tenants.",
        "Repeal the articles of the code that may be applied to ban night work.",
    ),
    ("Reduce poverty among tenants.", "Increase the allocations for the reduction of poverty of tenants."),
    ("Continue the poverty reduction plan for tenants.", "Increase work under the poverty plan of tenants."),
    ("Reduce rents through the expanded shelter plan.", "Extend the shelter plan for tenants who pay rents."),
    ("Prevent the separation of tenants from families.", "Unify the tenants with their families."),
    (
        "Maintain the moratorium on the night court.",
        "Respect and reinstate the moratorium on the night court.",
    ),
    ("Ratify the lease convention.", "Reconsider the ratification of the lease convention."),
    ("Accede to the lease protocol.", "Abolish the lease and accede to the lease protocol."),
]


def found(language, *texts):
    return opposites.find([opposites.Said(key, text, language) for key, text in enumerate(texts)])


@pytest.mark.parametrize(("language", "one", "other"), OPPOSITES)
def test_opposite_requests_of_one_thing_are_found(language, one, other):
    assert [(pair.one, pair.other) for pair in found(language, one, other)] == [(0, 1)]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_requests_that_go_the_same_way_or_are_of_other_things_are_not(one, other):
    assert found("en", one, other) == []


def test_many_texts_are_looked_at_in_bounded_time():
    texts = [f"Raise the fee of office {n % 40} in town {n}, and train {n} clerks." for n in range(2000)]
    began = time.perf_counter()
    found("en", *texts, "Lower the fee of office 7 in town 7.")
    assert time.perf_counter() - began < 20


@pytest.fixture
def pair(secretariat):
    return [
        RecommendationFactory(text="Abolish the night court for tenants."),
        RecommendationFactory(text="Maintain the night court for tenants."),
    ]


def test_a_proposal_is_confirmed_and_shows_on_both(pair, secretariat):
    mark_proposals.propose()
    assert ProposedMark.objects.get().words == "abolish"

    contradictions.decide(one=pair[1], other=pair[0], is_confirmed=True, by=secretariat)

    assert not ProposedMark.objects.exists()
    assert [other for other, _mark in contradictions.of(pair[0])] == [pair[1]]
    assert [other for other, _mark in contradictions.of(pair[1])] == [pair[0]]


def test_a_refusal_is_remembered(pair, secretariat):
    mark_proposals.propose()
    contradictions.decide(one=pair[0], other=pair[1], is_confirmed=False, by=secretariat)

    assert mark_proposals.propose() == 0
    assert contradictions.of(pair[0]) == []
    assert not Contradiction.objects.get().is_confirmed


def test_what_cannot_contradict_is_refused(pair, secretariat, owner):
    foreign = RecommendationFactory(is_home=False, country=CountryFactory(iso3="XAB"))
    for other in (pair[0], foreign):
        with pytest.raises(Invalid):
            contradictions.decide(one=pair[0], other=other, is_confirmed=True, by=secretariat)
    with pytest.raises(PermissionDenied):
        contradictions.decide(one=pair[0], other=pair[1], is_confirmed=True, by=owner)


KEPT = [
    reservations.Kept(1, "CEDAW", "Convention on women", reservations.articles_of("2; 16 (1) (c)")),
    reservations.Kept(2, "CRC", "Convention on children", frozenset()),
]
TOUCHING = [
    ("en", "Withdraw the reservation to article 16 of the Convention.", "CEDAW", [1]),
    ("en", "Withdraw the reservation to article 9 of CEDAW.", "", []),
    ("en", "Lift all reservations to the Convention on the Rights of the Child.", "CEDAW", [2]),
    ("en", "Reserve seats for women in town councils.", "CEDAW", []),
    ("fr", "Retirer la réserve à l’article 2 de la CEDAW.", "", [1]),
    ("es", "Retirar las reservas a los artículos 2 y 9 de la CEDAW.", "", [1]),
    (
        "ru",
        "Снять оговорку к статье 16 Конвенции о ликвидации всех форм дискриминации в отношении женщин",
        "",
        [1],
    ),
    ("ar", "سحب التحفظ على المادة 16 من اتفاقية القضاء على جميع أشكال التمييز ضد المرأة", "", [1]),
    ("zh", "撤回对《消除对妇女一切形式歧视公约》第16条的保留", "", [1]),
]


@pytest.mark.parametrize(("language", "text", "treaty", "touched"), TOUCHING)
def test_a_reservation_is_touched_by_treaty_article_and_word(language, text, treaty, touched):
    asked = reservations.Asked(9, text, language, treaty)

    assert [one.reservation for one in reservations.touches(asked, KEPT)] == touched


@pytest.mark.parametrize(
    ("cited", "articles"),
    [("2; 16 (1) (c)", {2, 16}), ("9-11", {9, 10, 11}), ("٢ و ١٦", {2, 16}), ("", set())],
)
def test_articles_are_read_as_they_are_cited(cited, articles):
    assert reservations.articles_of(cited) == articles


def test_a_reservation_kept_is_marked_and_one_withdrawn_no_more(secretariat):
    CountryFactory()
    treaty = Instrument.objects.create(code="CEDAW", title="Convention on women")
    kept = ratifications.reserve(instrument=treaty, text="Not bound.", articles="16", by=secretariat)
    row = RecommendationFactory(text="Withdraw the reservation to article 16 of CEDAW.")
    mark_proposals.propose()
    assert ProposedMark.objects.get().reservation == kept

    reservation_marks.decide(recommendation=row, reservation=kept, is_confirmed=True, by=secretariat)
    assert reservation_marks.of(row) == [kept]
    ratifications.change_reservation(
        reservation=kept, text="Not bound.", articles="16", withdrawn_on=date(2024, 1, 1), by=secretariat
    )
    assert reservation_marks.of(row) == []
    assert ReservationMark.objects.count() == 1


def test_one_is_found_as_people_cite_it(db):
    row = RecommendationFactory(paragraph="23 (b)")
    symbol = row.document.symbol

    for cited in (
        f"{symbol} para. 23 (b)",
        f"{symbol.lower()}, 23(b)",
        f"https://house.example/recommendations/{row.public_id}/",
    ):
        assert found_as(cited) == row, cited
    for cited in (symbol, f"{symbol} 24", "", "\x00"):
        assert found_as(cited) is None


GOOD = [
    ("en", "The Ministry of Health opens 12 shelters by June 2028."),
    ("fr", "Le ministère de la Justice forme 300 juges avant décembre 2027."),
    ("es", "El Ministerio de Salud abre 12 refugios antes de 2028."),
    ("ar", "تقوم وزارة الصحة بفتح 12 مأوى بحلول عام 2028"),
    ("ru", "Министерство здравоохранения открывает 12 приютов до конца 2027 года."),
    ("zh", "卫生部在2028年之前开设12个庇护所"),
]
VAGUE = [
    ("en", "Continue to promote the rights of women."),
    ("fr", "Poursuivre les efforts en faveur des femmes."),
    ("es", "Promover la igualdad."),
    ("ar", "تعزيز حقوق المرأة"),
    ("ru", "Продолжать поощрять права женщин."),
    ("zh", "继续促进妇女权利"),
]


@pytest.mark.parametrize(("language", "text"), GOOD)
def test_a_measure_that_says_all_gets_no_hint(language, text):
    assert smart.check(text, language) == []


@pytest.mark.parametrize(("language", "text"), VAGUE)
def test_a_vague_one_is_told_what_would_be_better(language, text):
    hints = smart.check(text, language)

    assert [hint.asks for hint in hints] == ["actor", "doing", "measure", "time"]
    assert all(hint.what and hint.better for hint in hints)


def test_a_language_without_words_and_an_empty_text_get_none():
    assert smart.check("Endelea.", "sw") == []
    assert smart.check("  ", "en") == []
