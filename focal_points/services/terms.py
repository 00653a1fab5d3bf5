"""Terms: who speaks for an institution from when to when. What they wrote stays when they go.

A term that ends begins a handover; one that is over gives what was left to whoever is there.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Institution, Term
from focal_points.permissions import Can
from focal_points.services import departures, handovers
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
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
    """From `starts_on` this person has this role at the institution.

    The day may lie in the future. What waited for somebody at the institution goes to who writes for it now.
    """
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
            term = Term.objects.create(
                person=person, institution=institution, role=role, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError:
        raise Invalid(
            _("This person has this role there at that time already."),
            fields={"starts_on": _("End the running term first.")},
        ) from None
    if role in Term.WRITES and starts_on <= timezone.localdate():
        departures.somebody_came(institution)
    return term


@transaction.atomic
def end(*, term: Term, ends_on: date | None, by: User, door: str = "") -> Term:
    """The last day of the term is `ends_on`; from the next day on they neither see nor write.

    None: it goes on without an end. A last day begins the handover; one that has passed moves what is open.
    """
    require(by, Can.KEEP_INSTITUTIONS, term.institution)
    if ends_on and ends_on < term.starts_on:
        raise Invalid(
            _("It would end before it starts."),
            fields={"ends_on": _("It began on %(day)s.") % {"day": term.starts_on.isoformat()}},
        )
    try:
        with transaction.atomic(), history.recorded(by=by, action="term.end", door=door):
            Term.objects.filter(pk=term.pk).exclude(ends_on=ends_on).update(ends_on=ends_on)
    except IntegrityError:
        raise Invalid(
            _("This person has this role there at that time already."),
            fields={"ends_on": _("A later term begins before that day.")},
        ) from None
    term.refresh_from_db()
    if ends_on and term.role in Term.WRITES:
        handovers.begin(term=term, by=by, door=door)
        departures.settle(term, by)
    return term


@transaction.atomic
def take_back(*, term: Term, by: User, door: str = "") -> None:
    """A term that has not begun will not be; history keeps that it was entered. NotNow once it has begun."""
    require(by, Can.KEEP_INSTITUTIONS, term.institution)
    if term.starts_on <= timezone.localdate():
        raise NotNow(_("It has begun. End it instead."), code="begun")
    with history.recorded(by=by, action="term.take_back", door=door):
        Term.objects.filter(pk=term.pk, handover=None).delete()


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
    ends_on: date | None = None,
    door: str = "",
) -> Term:
    """Make a person and begin their term in one act; the link to choose a password goes out by mail."""
    require(by, Can.KEEP_INSTITUTIONS, institution)
    person = people.invite(email=email, name=name, language=language, by=by, door=door)
    return begin(
        person=person,
        institution=institution,
        role=term_role,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        door=door,
    )
