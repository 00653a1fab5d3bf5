"""Makes the objects that tests need: plain rows, no services, nothing that a test did not ask for."""

import re
from datetime import date
from typing import Any

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from focal_points.models import Assignment, Institution, InstitutionName, StatusUpdate, Term
from nmrf.base.models import User
from recommendations.models import (
    Addressee,
    Country,
    Document,
    Mechanism,
    Recommendation,
    RecommendationText,
)

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    """Somebody who signs in with PASSWORD; no role unless given."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@halvora.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> User:
        return User.objects.create_user(fields.pop("email"), fields.pop("password", PASSWORD), **fields)


class CountryFactory(DjangoModelFactory):
    """The State of this house, unless another code is given."""

    class Meta:
        model = Country
        django_get_or_create = ("iso3",)

    iso3 = settings.HOME_STATE


class MechanismFactory(DjangoModelFactory):
    """A treaty body, unless another kind is given."""

    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = "cedaw"
    kind = Mechanism.Kind.TREATY_BODY


class DocumentFactory(DjangoModelFactory):
    """Concluding observations with a symbol of their own."""

    class Meta:
        model = Document

    mechanism = factory.SubFactory(MechanismFactory)
    symbol = factory.Sequence(lambda n: f"CEDAW/C/XAA/CO/{n}")
    kind = Document.Kind.CONCLUDING_OBSERVATIONS
    published_on = date(2024, 3, 1)


class RecommendationFactory(DjangoModelFactory):
    """Addressed to `country` (the home State; for another also give is_home=False), with one English text."""

    class Meta:
        model = Recommendation
        skip_postgeneration_save = True

    document = factory.SubFactory(DocumentFactory)
    paragraph = factory.Sequence(lambda n: str(n + 1))
    paragraph_order = factory.LazyAttribute(lambda made: [int(n) for n in re.findall(r"\d+", made.paragraph)])
    is_home = True

    @factory.post_generation
    def country(self, create: bool, given: Any, **kwargs: Any) -> None:
        """A Country; the home State when none is given."""
        country = given or CountryFactory()
        Addressee.objects.create(recommendation=self, country=country)

    @factory.post_generation
    def text(self, create: bool, given: Any, **kwargs: Any) -> None:
        """The original text; pass `text=False` for none."""
        if given is not False:
            RecommendationText.objects.create(
                recommendation=self,
                language="en",
                origin=RecommendationText.Origin.UHRI,
                is_original=True,
                text=given or f"Open shelters in every province ({self.paragraph}).",
            )


class InstitutionFactory(DjangoModelFactory):
    """A ministry with an English name."""

    class Meta:
        model = Institution
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"ministry-{n}")
    kind = Institution.Kind.MINISTRY

    @factory.post_generation
    def name(self, create: bool, given: Any, **kwargs: Any) -> None:
        """Its English name; the code in words when none is given."""
        InstitutionName.objects.create(
            institution=self, language="en", name=given or self.code.replace("-", " ").capitalize()
        )


class TermFactory(DjangoModelFactory):
    """A focal point's running term."""

    class Meta:
        model = Term

    person = factory.SubFactory(UserFactory)
    institution = factory.SubFactory(InstitutionFactory)
    role = Term.Role.FOCAL_POINT
    starts_on = date(2020, 1, 1)


class AssignmentFactory(DjangoModelFactory):
    """A lead that has been accepted."""

    class Meta:
        model = Assignment

    institution = factory.SubFactory(InstitutionFactory)
    recommendation = factory.SubFactory(RecommendationFactory)
    role = Assignment.Role.LEAD
    state = Assignment.State.ACCEPTED


class StatusUpdateFactory(DjangoModelFactory):
    """An untouched draft."""

    class Meta:
        model = StatusUpdate

    assignment = factory.SubFactory(AssignmentFactory)
    author = factory.SubFactory(UserFactory)
    period_from = date(2026, 1, 1)
    period_to = date(2026, 6, 30)
