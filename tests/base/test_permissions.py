"""Whatever is not listed is refused; each verb has one rule."""

from enum import StrEnum

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from focal_points.permissions import Can as Work
from nmrf.base import permissions
from nmrf.base.models import User
from recommendations.permissions import Can as Register
from reporting.permissions import Can as Tell


class Unlisted(StrEnum):
    VERB = "nobody.listed_this"


@pytest.mark.parametrize("can", [*Work, *Register, *Tell])
def test_every_verb_has_a_rule_and_refuses_whoever_is_not_signed_in(can):
    assert can in permissions.RULES
    assert not permissions.may(AnonymousUser(), can)


def test_what_is_not_listed_is_refused_even_to_an_administrator():
    with pytest.raises(PermissionDenied):
        permissions.require(User(role=User.Role.ADMINISTRATOR), Unlisted.VERB)


def test_somebody_who_left_may_do_nothing():
    assert not permissions.may(User(role=User.Role.SECRETARIAT, is_active=False), Work.SEE_DESK)


def test_a_verb_cannot_get_a_second_rule():
    with pytest.raises(ValueError, match="have a rule already"):
        permissions.register({Work.ASSIGN: lambda user, obj: True})
