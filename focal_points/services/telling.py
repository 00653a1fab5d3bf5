"""Who is told what: the people who speak for an institution today, in their own language, once."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from focal_points.models import Assignment, StatusUpdate, Term
from focal_points.services import audience
from nmrf.base.models import Operation, User
from nmrf.base.services import notices
from nmrf.base.services.notices import phrase


def people_of(institutions: Collection[int], *roles: str) -> dict[int, list[User]]:
    """Institution → its people of today in these roles (by default those who write), in one query."""
    terms = (
        Term.objects.on(timezone.localdate())
        .filter(institution__in=institutions, role__in=roles or Term.WRITES, person__is_active=True)
        .select_related("person")
    )
    found: dict[int, dict[int, User]] = {}
    for term in terms:
        found.setdefault(term.institution_id, {})[term.person_id] = term.person
    return {institution: list(people.values()) for institution, people in found.items()}


def assigned(assignment: Assignment) -> None:
    """The institution has something new."""
    people = people_of([assignment.institution_id]).get(assignment.institution_id, [])
    notices.tell(
        to=people,
        key=f"assignment:{assignment.pk}",
        text=phrase(gettext_lazy("New for your institution: %(subject)s"), subject=assignment.subject),
        address=assignment.get_absolute_url(),
    )


def assigned_many(rows: Sequence[Assignment], operation: Operation) -> None:
    """One notice a person, however many recommendations."""
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[row.institution_id] += 1
    for institution, people in people_of(list(counts)).items():
        count = counts[institution]
        text = phrase(
            ngettext_lazy(
                "%(count)s recommendation was assigned to your institution.",
                "%(count)s recommendations were assigned to your institution.",
                count,
            ),
            count=count,
        )
        notices.tell(to=people, key=f"operation:{operation.pk}", text=text, address=_my_work())


def taken_back(institutions: set[int], operation: Operation) -> None:
    """What was announced is taken back once."""
    everybody = [person for people in people_of(list(institutions)).values() for person in people]
    notices.tell(
        to=everybody,
        key=f"operation-undone:{operation.pk}",
        text=phrase(gettext_lazy("The secretariat took assignments back: %(what)s"), what=operation.label),
        address=_my_work(),
    )


def withdrawn(assignment: Assignment) -> None:
    """It is no longer theirs."""
    people = people_of([assignment.institution_id]).get(assignment.institution_id, [])
    notices.tell(
        to=people,
        key=f"assignment-withdrawn:{assignment.pk}:{assignment.version}",
        text=phrase(gettext_lazy("No longer with your institution: %(subject)s"), subject=assignment.subject),
        address=assignment.get_absolute_url(),
    )


def decided(update: StatusUpdate, key: str, text: object) -> None:
    """Whoever wrote, signed or handed in an update hears what became of it."""
    people = {update.author, update.submitted_by, update.signed_by} - {None}
    notices.tell(
        to=[person for person in people if person and person.is_active],
        key=f"update-{key}:{update.pk}:{update.version}",
        text=text,
        address=update.get_absolute_url(),
    )


def second_refused(update: StatusUpdate, first: Collection[User], comment: str) -> None:
    """Whoever decided first hears that the second person does not agree, and why."""
    notices.tell(
        to=[person for person in first if person.is_active],
        key=f"update-second-refused:{update.pk}:{update.version}",
        text=phrase(
            gettext_lazy("The second person does not agree: %(subject)s. %(comment)s"),
            subject=update.assignment.subject,
            comment=comment[:200],
        ),
        address=reverse("focal_points:update-verify", args=[update.public_id]),
    )


def second_wanted(update: StatusUpdate, but: User) -> None:
    """The rest of the secretariat: one of them has to agree."""
    notices.tell(
        to=[person for person in audience.secretariat() if person != but],
        key=f"update-second:{update.pk}:{update.version}",
        text=phrase(
            gettext_lazy("A second person has to agree: %(subject)s"), subject=update.assignment.subject
        ),
        address=reverse("focal_points:update-verify", args=[update.public_id]),
    )


def _my_work() -> str:
    return reverse("focal_points:my-work")
