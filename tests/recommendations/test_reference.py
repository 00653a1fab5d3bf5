"""Mechanisms as the reference data names them."""

import pytest
from django.utils import translation

from recommendations.models import Mechanism
from recommendations.services import reference


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    reference.load()


@pytest.mark.parametrize(("language", "acronym"), [("en", "UPR"), ("fr", "EPU"), ("es", "EPU")])
def test_a_mechanism_goes_by_the_acronym_of_the_readers_language(language: str, acronym: str) -> None:
    with translation.override(language):
        assert Mechanism.objects.get(code="UPR").short == acronym


def test_every_mechanism_has_a_name_in_french() -> None:
    named = Mechanism.objects.filter(names__language="fr", names__is_alias=False)
    nameless = Mechanism.objects.exclude(pk__in=named.values("pk"))
    assert not list(nameless.values_list("code", flat=True))


def test_an_acronym_that_the_house_changed_stays() -> None:
    upr = Mechanism.objects.get(code="UPR")
    upr.names.filter(language="fr", is_alias=False).update(acronym="Examen")
    reference.load()
    assert upr.names.get(language="fr", is_alias=False).acronym == "Examen"
