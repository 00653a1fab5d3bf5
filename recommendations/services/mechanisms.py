"""Mechanisms that are not in the file: a new regional body, a court, a national source."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import Instrument, Mechanism, MechanismName
from recommendations.permissions import Can


@transaction.atomic
def add(
    *,
    kind: str,
    name: str,
    language: str,
    by: User,
    acronym: str = "",
    code: str = "",
    instrument: Instrument | None = None,
    door: str = "",
) -> Mechanism:
    """A body under its own name; its code is made from the acronym or the name where none is given."""
    require(by, Can.EDIT_REGISTER)
    name, acronym = " ".join(name.split()), " ".join(acronym.split())
    if not name:
        raise Invalid(_("A mechanism needs a name."), fields={"name": _("Name it.")})
    if MechanismName.objects.filter(name__iexact=name).exists():
        raise Invalid(_("This mechanism is in the list."), fields={"name": _("There is one of this name.")})
    code = code.strip() or slugify(acronym or name)[:60].strip("-") or f"body-{Mechanism.objects.count() + 1}"
    if Mechanism.objects.filter(code__iexact=code).exists():
        raise Invalid(_("This code is taken."), fields={"code": _("Choose another code.")})
    with history.recorded(by=by, action="mechanism.add", door=door):
        mechanism = Mechanism.objects.create(code=code, kind=kind, instrument=instrument)
        MechanismName.objects.create(
            mechanism=mechanism, language=language.split("-")[0], name=name, acronym=acronym
        )
    return mechanism
