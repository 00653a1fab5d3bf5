"""What is chosen about reminders: the house's days and ladder, each person's rhythm and language."""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from focal_points.models import ReminderRules, ReminderWish
from focal_points.permissions import Can
from nmrf.base import history
from nmrf.base.errors import Invalid, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require

MOST_DAYS = 365
MOST_NUDGES = 10


@dataclass(frozen=True)
class Days:
    """The days of the house's rules."""

    before: list[int]
    after: list[int]
    repeat_days: int
    validator_after: int
    head_after: int
    secretariat_after: int
    link_days: int


@transaction.atomic
def keep(*, days: Days, version: int, by: User, door: str = "") -> ReminderRules:
    """Change the house's days. Raises StaleEdit with those that stand if somebody changed them since."""
    require(by, Can.KEEP_REMINDERS)
    _check(days)
    tidy = asdict(days) | {
        "before": sorted(set(days.before), reverse=True),
        "after": sorted(set(days.after)),
    }
    with history.recorded(by=by, action="reminder_rules.keep", door=door):
        ReminderRules.objects.get_or_create(pk=1)
        kept = ReminderRules.objects.filter(pk=1, version=version)
        if not kept.update(**tidy, version=F("version") + 1):
            raise StaleEdit(ReminderRules.now())
    return ReminderRules.now()


@transaction.atomic
def wish(
    *, person: User, frequency: str, weekday: int, language: str, by: User, door: str = ""
) -> ReminderWish:
    """How often, on which day and in which language somebody wants the mail. Only they themselves say so."""
    require(by, Can.CHOOSE_REMINDERS, person)
    wrong = {}
    if frequency not in ReminderWish.Frequency.values:
        wrong["frequency"] = _("Choose how often.")
    if weekday not in ReminderWish.Weekday.values:
        wrong["weekday"] = _("Choose a day of the week.")
    if language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose a language from the list.")
    if wrong:
        raise Invalid(_("Something cannot be as it stands."), fields=wrong)
    with history.recorded(by=by, action="reminder_wish.change", door=door):
        made, _is_new = ReminderWish.objects.update_or_create(
            person=person, defaults={"frequency": frequency, "weekday": weekday}
        )
        User.objects.filter(pk=person.pk).exclude(language=language).update(language=language)
    return made


def _check(days: Days) -> None:
    wrong = {}
    for name in ("before", "after"):
        given = getattr(days, name)
        if len(given) > MOST_NUDGES or any(not 1 <= one <= MOST_DAYS for one in given):
            wrong[name] = _("Give up to ten numbers of days, each from 1 to 365.")
    for name in ("repeat_days", "validator_after", "head_after", "secretariat_after", "link_days"):
        if not 1 <= getattr(days, name) <= MOST_DAYS:
            wrong[name] = _("Give a number of days from 1 to 365.")
    if days.head_after < days.validator_after:
        wrong["head_after"] = _("The head hears of it after the validator, not before.")
    if days.secretariat_after < days.head_after:
        wrong["secretariat_after"] = _("The secretariat hears of it last.")
    if wrong:
        raise Invalid(_("Something cannot be as it stands."), fields=wrong)
