"""What people choose about reminders, and one link by which something late can be answered."""

from django.conf import settings
from django.urls import reverse

from focal_points.models import Assignment, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import answer_links
from focal_points.services.answer_links import Wanted
from focal_points.services.reminders import calendars, rules
from nmrf.base.permissions import may
from nmrf.demo.loading import people, world

# whose sign-in, how often, on which weekday
WISHES = (
    ("focal point", "daily", 0),
    ("focal point (French)", "weekly", 3),
    ("validator", "weekly", 4),
    ("statistician", "never", 0),
)
WAITS = "LAB"  # looks at what was answered by link before it goes out
CALENDAR = "MFG"
ANSWERS_BY_LINK = "focal point"


def choose(wish: tuple[str, str, int]) -> None:
    """As the person would on their page."""
    role, frequency, weekday = wish
    person = world.user(people.SIGN_INS[role])
    rules.wish(
        person=person,
        frequency=frequency,
        weekday=weekday,
        language=person.language,
        by=person,
        door="command",
    )


def arrange() -> None:
    """One institution looks at answers by link first; another has a calendar."""
    answer_links.wish(
        institution=world.institution(WAITS), waits=True, by=world.administrator(), door="command"
    )
    calendars.renew(institution=world.institution(CALENDAR), by=world.administrator(), door="command")


def link() -> str:
    """The address of a new link about something that is late, or will be; empty where nothing is."""
    person = world.user(people.SIGN_INS[ANSWERS_BY_LINK])
    begun = StatusUpdate.objects.filter(state__in=StatusUpdate.OPEN).values("assignment")
    rows = Assignment.objects.visible_to(person).filter(state=Assignment.State.ACCEPTED, cluster=None)
    free = rows.exclude(pk__in=begun).filter(due_on__isnull=False).select_related("institution")
    late = next(
        (row for row in free.order_by("due_on", "pk") if may(person, Can.ANSWER_ASSIGNMENT, row)), None
    )
    if late is None:
        return ""
    wanted = Wanted(person.pk, late.institution_id, "assignment", late.public_id)
    token = answer_links.make([wanted])[0]
    return settings.PUBLIC_URL + reverse("focal_points:answer", args=[token])
