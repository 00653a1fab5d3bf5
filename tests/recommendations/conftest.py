"""What the register knows before anything is imported: as little as the tests need."""

import pytest

from recommendations.models import Country, CountryName, Mechanism, MechanismName, Tag, TagName
from recommendations.uhri.countries import COUNTRIES


@pytest.fixture
def reference(db: None) -> None:
    """Four States, three mechanisms, and the labels that the sample records carry."""
    for code in ("XAA", "XAB", "GNB", "PER"):
        country = Country.objects.create(iso3=code)
        CountryName.objects.create(country=country, language="en", name=COUNTRIES.name_of(code))
    for code, kind in (("CEDAW", "treaty-body"), ("CRC", "treaty-body"), ("UPR", "upr")):
        mechanism = Mechanism.objects.create(code=code, kind=kind, uhri_label=code)
        MechanismName.objects.create(mechanism=mechanism, language="en", name=code)
    for kind, code, name in (
        ("theme", "violence-women", "Violence against women"),
        ("theme", "health", "Right to health"),
        ("theme", "education", "Right to education"),
        ("persons", "women-girls", "Women & girls"),
        ("sdg", "5.2", "5.2 - End all violence"),
        ("sdg", "16", "16 - Peace"),
    ):
        tag = Tag.objects.create(kind=kind, code=code)
        TagName.objects.create(tag=tag, language="en", name=name)
