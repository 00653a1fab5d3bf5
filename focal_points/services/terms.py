"""Terms: who speaks for an institution from when to when. What they wrote stays when they go."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from focal_points.models import Institution, Term
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import people


@transaction.atomic
def begin(
    *,
    person: User,
    institution: Institution,
    role: str,
    starts_on: date,
    by: User,
    ends_on: date | None = None,
    door: str = "",
) -> Term:
    """From `starts_on` this person is the institution's focal point, alternate, validator or statistician."""
    require(by, Can.KEEP_INSTITUTIONS, institution)
    if ends_on and ends_on < starts_on:
        raise Invalid(
            _("It would end before it starts."), fields={"ends_on": _("Choose a later day, or none.")}
        )
    if not person.is_active or person.role:
        raise Invalid(
            _("Only a person of an institution can speak for one."),
            fields={"person": _("The secretariat and stakeholders have no terms.")},
        )
    try:
        with transaction.atomic(), history.recorded(by=by, action="term.begin", door=door):
            return Term.objects.create(
                person=person, institution=institution, role=role, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError:
        raise Invalid(
            _("This person has this role there at that time already."),
            fields={"starts_on": _("End the running term first.")},
        ) from None


@transaction.atomic
def end(*, term: Term, ends_on: date, by: User, door: str = "") -> Term:
    """The last day of the term is `ends_on`; from the next day on they neither see nor write."""
    require(by, Can.KEEP_INSTITUTIONS, term.institution)
    if ends_on < term.starts_on:
        raise Invalid(
            _("It would end before it starts."),
            fields={"ends_on": _("It began on %(day)s.") % {"day": term.starts_on.isoformat()}},
        )
    with history.recorded(by=by, action="term.end", door=door):
        Term.objects.filter(pk=term.pk).exclude(ends_on=ends_on).update(ends_on=ends_on)
    term.refresh_from_db()
    return term


@transaction.atomic
def invite(
    *,
    institution: Institution,
    name: str,
    email: str,
    language: str,
    term_role: str,
    starts_on: date,
    by: User,
    door: str = "",
) -> Term:
    """Make a person and begin their term in one act; the link to choose a password goes out by mail."""
    require(by, Can.KEEP_INSTITUTIONS, institution)
    person = people.invite(email=email, name=name, language=language, by=by, door=door)
    return begin(
        person=person, institution=institution, role=term_role, starts_on=starts_on, by=by, door=door
    )
