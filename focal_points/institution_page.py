"""What an institution's page says of its people: who speaks for it, what is an alarm, what was left."""

from focal_points import vacancies
from focal_points.models import Handover, Institution
from focal_points.services import leaving


def alarms(institution: Institution) -> list[vacancies.Reason]:
    """Why it is an alarm; nothing where it is none, or where it is closed."""
    if institution.closed_on:
        return []
    behind = len(leaving.behind([institution.pk]))
    one = vacancies.with_alarms(Institution.objects.filter(pk=institution.pk)).get()
    found = vacancies.reasons(one, behind)
    return [reason for reason in found if reason.name != "behind" or behind]


def handovers(institution: Institution) -> list[Handover]:
    """Of its terms, those under way first."""
    return list(Handover.objects.filter(term__institution=institution).for_list()[:10])
