"""The treaties the State is bound by, and the reservations and declarations it made."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import Country, Instrument, Ratification, Reservation
from recommendations.permissions import Can


def instruments() -> QuerySet[Instrument]:
    """Every treaty, with this State's consent and reservations under `ours`."""
    kept = Reservation.objects.order_by("made_on", "pk")
    ours = Ratification.objects.filter(country__iso3=settings.HOME_STATE).prefetch_related(
        Prefetch("reservations", kept)
    )
    return Instrument.objects.order_by("adopted_on", "code").prefetch_related(
        Prefetch("ratifications", ours, to_attr="ours"), "mechanisms__names"
    )


def reservations() -> QuerySet[Reservation]:
    """What this State keeps."""
    rows = Reservation.objects.of(settings.HOME_STATE).kept()
    return rows.select_related("ratification__instrument").order_by("ratification__instrument__code", "pk")


@transaction.atomic
def add_instrument(
    *,
    code: str,
    title: str,
    by: User,
    adopted_on: date | None = None,
    in_force_on: date | None = None,
    door: str = "",
) -> Instrument:
    """A treaty that is not in the list."""
    require(by, Can.EDIT_REGISTER)
    code, title = " ".join(code.split()), " ".join(title.split())
    if not title:
        raise Invalid(_("A treaty needs a title."), fields={"title": _("Give its title.")})
    if not code or Instrument.objects.filter(code__iexact=code).exists():
        raise Invalid(_("This treaty is in the list."), fields={"code": _("There is one of this name.")})
    with history.recorded(by=by, action="instrument.add", door=door):
        return Instrument.objects.create(
            code=code, title=title, adopted_on=adopted_on, in_force_on=in_force_on
        )


@transaction.atomic
def bind(
    *,
    instrument: Instrument,
    by: User,
    signed_on: date | None = None,
    ratified_on: date | None = None,
    denounced_on: date | None = None,
    door: str = "",
) -> Ratification:
    """Say since when the State is bound by a treaty, or that it only signed it, or left it."""
    require(by, Can.EDIT_REGISTER)
    if denounced_on and (not ratified_on or denounced_on < ratified_on):
        raise Invalid(
            _("Only a treaty that binds can be left."),
            fields={"denounced_on": _("Give a day after the ratification.")},
        )
    days = {"signed_on": signed_on, "ratified_on": ratified_on, "denounced_on": denounced_on}
    with history.recorded(by=by, action="ratification.bind", door=door):
        row, made = Ratification.objects.get_or_create(instrument=instrument, country=_home(), defaults=days)
        if not made:
            Ratification.objects.filter(pk=row.pk).exclude(**days).update(**days)
            row.refresh_from_db()
    return row


@transaction.atomic
def reserve(
    *,
    instrument: Instrument,
    text: str,
    by: User,
    kind: str = Reservation.Kind.RESERVATION,
    articles: str = "",
    language: str = "en",
    made_on: date | None = None,
    withdrawn_on: date | None = None,
    door: str = "",
) -> Reservation:
    """Note a reservation or declaration."""
    require(by, Can.EDIT_REGISTER)
    values = _checked(text, articles, made_on, withdrawn_on)
    with history.recorded(by=by, action="reservation.add", door=door):
        consent, _made = Ratification.objects.get_or_create(instrument=instrument, country=_home())
        return Reservation.objects.create(ratification=consent, kind=kind, language=language, **values)


@transaction.atomic
def change_reservation(
    *,
    reservation: Reservation,
    text: str,
    by: User,
    kind: str = Reservation.Kind.RESERVATION,
    articles: str = "",
    language: str = "en",
    made_on: date | None = None,
    withdrawn_on: date | None = None,
    door: str = "",
) -> Reservation:
    """Mend it, or note that it was withdrawn and when."""
    require(by, Can.EDIT_REGISTER)
    values = _checked(text, articles, made_on, withdrawn_on) | {"kind": kind, "language": language}
    with history.recorded(by=by, action="reservation.change", door=door):
        Reservation.objects.filter(pk=reservation.pk).exclude(**values).update(**values)
    reservation.refresh_from_db()
    return reservation


def _home() -> Country:
    return Country.objects.get(iso3=settings.HOME_STATE)


def _checked(text: str, articles: str, made_on: date | None, withdrawn_on: date | None) -> dict[str, object]:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("The text is missing."), fields={"text": _("Write what was reserved.")})
    if withdrawn_on and withdrawn_on > timezone.localdate():
        raise Invalid(
            _("A withdrawal is noted when it was made."),
            fields={"withdrawn_on": _("This day has not come yet.")},
        )
    if made_on and withdrawn_on and withdrawn_on < made_on:
        raise Invalid(
            _("A reservation is withdrawn after it was made."),
            fields={"withdrawn_on": _("Give a later day.")},
        )
    return {
        "text": text,
        "articles": " ".join(articles.split()),
        "made_on": made_on,
        "withdrawn_on": withdrawn_on,
    }
