"""Places in draft reports for which information is asked of institutions, and kept answers that fit them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import KnownAnswerUse
from focal_points.request_subjects import Subject
from focal_points.services.known_answers import offers, uses
from reporting.models import Report, ReportSection

KIND = "report-section"


def find(key: str, person: Any) -> Subject | None:
    """The section with this key, of a draft that this person may see."""
    number = int(key) if key.isdecimal() and len(key) < 18 else 0
    visible = Report.objects.visible_to(person).values("pk")
    section = ReportSection.objects.filter(pk=number, report__in=visible).select_related("report").first()
    if section is None:
        return None
    return Subject(name_of(section), address_of(section.report, section.position))


def address_of(report: Report, position: int) -> str:
    """Where a section of a draft stands."""
    return f"{report.get_absolute_url()}#s{position}"


def name_of(section: ReportSection) -> str:
    """The report and the section, for people."""
    return _("%(report)s, section %(section)s") % {"report": section.report, "section": section}


@dataclass(frozen=True)
class Kept:
    """A kept answer that fits a section, and the use of it that somebody noted there."""

    offer: offers.Offer
    use: KnownAnswerUse | None

    @property
    def is_changed(self) -> bool:
        """What was used reads otherwise by now."""
        return self.use is not None and self.use.version.text != self.offer.known.text


def kept_answers(report: Report, person: Any) -> dict[int, list[Kept]]:
    """Section → kept answers on its recommendations, each once. A few queries, whatever the report holds."""
    rows = report.paragraphs.exclude(recommendation=None).values_list(
        "section_id", "section__position", "recommendation_id"
    )
    by_section: dict[int, list[int]] = {}
    places: dict[int, str] = {}
    for section, position, recommendation in rows:
        by_section.setdefault(section, []).append(recommendation or 0)
        places[section] = address_of(report, position)
    keys = {key for found in by_section.values() for key in found}
    fitting = offers.for_recommendations(recommendations=keys, person=person)
    used = uses.at(places.values()) if fitting else {}
    found = {}
    for section, recommendations in by_section.items():
        mine = {offer.known.pk: offer for key in recommendations for offer in fitting.get(key, [])}
        if mine:
            found[section] = [Kept(one, used.get((places[section], key))) for key, one in mine.items()]
    return found
