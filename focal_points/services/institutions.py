"""Institutions: entered, described, closed. Nothing they did is ever deleted."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from focal_points.models import Institution, InstitutionName
from focal_points.models.institution import below
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

LEVELS: dict[str, str] = {
    Institution.Kind.SUBNATIONAL: Institution.Level.PROVINCIAL,
    Institution.Kind.LOCAL: Institution.Level.LOCAL,
}


@transaction.atomic
def create(
    *,
    code: str,
    kind: str,
    names: Mapping[str, str],
    by: User,
    level: str = "",
    parent: Institution | None = None,
    email: str = "",
    wants_validator: bool = False,
    door: str = "",
) -> Institution:
    """Enter an institution; `names` maps a language to its name; without a level it follows from the kind."""
    require(by, Can.KEEP_INSTITUTIONS)
    if Institution.objects.filter(code=code).exists():
        raise Invalid(
            _("There is an institution with this code."), fields={"code": _("Choose another code.")}
        )
    with history.recorded(by=by, action="institution.create", door=door):
        institution = Institution.objects.create(
            code=code,
            kind=kind,
            level=level or LEVELS.get(kind, Institution.Level.NATIONAL),
            parent=parent,
            email=email,
            wants_validator=wants_validator,
        )
        _write_names(institution, names)
    return institution


@transaction.atomic
def describe(
    *,
    institution: Institution,
    kind: str,
    names: Mapping[str, str],
    by: User,
    level: str = "",
    parent: Institution | None = None,
    email: str = "",
    wants_validator: bool = False,
    door: str = "",
) -> Institution:
    """Change what is said of it. It cannot stand under itself, nor under a body of its own."""
    require(by, Can.KEEP_INSTITUTIONS, institution)
    if parent and (parent.pk == institution.pk or parent.pk in below({institution.pk})):
        raise _in_a_circle()
    if parent and parent.closed_on and parent.pk != institution.parent_id:
        raise Invalid(
            _("%(institution)s is closed.") % {"institution": parent},
            fields={"parent": _("Choose another one.")},
        )
    with history.recorded(by=by, action="institution.describe", door=door):
        values = {
            "kind": kind,
            "level": level or institution.level,
            "email": email,
            "wants_validator": wants_validator,
        }
        Institution.objects.filter(pk=institution.pk).update(**values)
        _write_names(institution, names)
        _put_under(institution, parent)
    institution.refresh_from_db()
    return institution


def _put_under(institution: Institution, parent: Institution | None) -> None:
    """The database has the last word: two moves at once could each be right and both be a circle."""
    try:
        with transaction.atomic():
            Institution.objects.filter(pk=institution.pk).update(parent=parent)
    except IntegrityError:
        raise _in_a_circle() from None


def _in_a_circle() -> Invalid:
    return Invalid(
        _("An institution cannot stand under itself."), fields={"parent": _("Choose another one.")}
    )


@transaction.atomic
def close(*, institution: Institution, closed_on: date, by: User, door: str = "") -> None:
    """It exists no more; while it answers for something, that goes to others first."""
    require(by, Can.KEEP_INSTITUTIONS, institution)
    open_work = institution.assignments.current().count()
    if open_work:
        raise NotNow(
            _("It still answers for %(count)s recommendations. Assign them to others first.")
            % {"count": open_work},
            code="in_use",
        )
    with history.recorded(by=by, action="institution.close", door=door):
        Institution.objects.filter(pk=institution.pk, closed_on=None).update(closed_on=closed_on)


def _write_names(institution: Institution, names: Mapping[str, str]) -> None:
    """Rows by language, written only where they differ; a language left empty goes."""
    named = {language: name.strip() for language, name in names.items() if name.strip()}
    if not named:
        raise Invalid(_("An institution needs a name."), fields={"name": _("Name it in one language.")})
    rows = InstitutionName.objects.filter(institution=institution, is_alias=False)
    standing = {row.language: row for row in rows}
    for language, name in named.items():
        present = standing.get(language)
        if present is None:
            InstitutionName.objects.create(institution=institution, language=language, name=name)
        elif present.name != name:
            rows.filter(pk=present.pk).update(name=name)
    rows.filter(language__in=[language for language in names if language not in named]).delete()
