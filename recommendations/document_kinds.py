"""What each kind of document is asked for: which fields fit, what they are called, what it holds.

The form that enters a document shows these and no others.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from recommendations.models import Document, Mechanism, Recommendation

Kind = Document.Kind
Holds = Recommendation.Kind
Family = Mechanism.Kind
COMMON = ("mechanism", "title")
EVERY = (
    "symbol",
    "case_number",
    "instrument",
    "session",
    "cycle",
    "visited_from",
    "visited_until",
    "adopted_on",
    "published_on",
    "followup_due_on",
    "next_report_due_on",
    "address",
)


@dataclass(frozen=True)
class Asked:
    """One kind: what it is for, what is asked, whose it is, what is entered of it."""

    about: Any
    fields: tuple[str, ...]
    families: tuple[str, ...]
    holds: tuple[str, ...]
    labels: dict[str, Any]

    @property
    def names_states(self) -> bool:
        """Whether its recommendations come from States."""
        return Family.UPR in self.families

    def label(self, name: str, usual: Any) -> Any:
        """What a field is called here."""
        return self.labels.get(name, usual)


_RECOMMENDED = (Holds.RECOMMENDATION, Holds.OBSERVATION, Holds.OTHER)
_ORDERED = (Holds.ORDER, Holds.RECOMMENDATION, Holds.OBSERVATION, Holds.OTHER)

KINDS: dict[str, Asked] = {
    Kind.JUDGMENT: Asked(
        _("A court’s judgment or decision: each order is a paragraph with its own deadline."),
        ("case_number", "symbol", "instrument", "adopted_on", "published_on", "followup_due_on", "address"),
        (Family.COURT, Family.NATIONAL),
        _ORDERED,
        {
            "title": _("Name of the case"),
            "case_number": _("Case number"),
            "adopted_on": _("Date of the judgment"),
            "followup_due_on": _("Report on compliance due"),
        },
    ),
    Kind.VIEWS: Asked(
        _("Views or a decision on an individual complaint: each remedy is a paragraph."),
        ("case_number", "symbol", "instrument", "adopted_on", "published_on", "followup_due_on", "address"),
        (Family.TREATY_BODY, Family.REGIONAL, Family.SPECIAL_PROCEDURE),
        _ORDERED,
        {
            "title": _("Name of the case"),
            "case_number": _("Communication number"),
            "adopted_on": _("Date of the decision"),
            "followup_due_on": _("Reply of the State due"),
        },
    ),
    Kind.REGIONAL_REPORT: Asked(
        _("A report, conclusions or resolution of a regional body."),
        (
            "symbol",
            "session",
            "instrument",
            "adopted_on",
            "published_on",
            "followup_due_on",
            "next_report_due_on",
            "address",
        ),
        (Family.REGIONAL,),
        _RECOMMENDED,
        {},
    ),
    Kind.VISIT_REPORT: Asked(
        _("The report on a visit: of a special procedure, a committee or a regional body."),
        ("symbol", "visited_from", "visited_until", "session", "published_on", "followup_due_on", "address"),
        (Family.SPECIAL_PROCEDURE, Family.TREATY_BODY, Family.REGIONAL, Family.OTHER_UN),
        _RECOMMENDED,
        {"followup_due_on": _("Reply of the State due")},
    ),
    Kind.COMMUNICATION: Asked(
        _("An urgent appeal, an allegation letter or another communication that asks for something."),
        ("case_number", "adopted_on", "published_on", "followup_due_on", "address"),
        (Family.SPECIAL_PROCEDURE, Family.OTHER_UN, Family.REGIONAL),
        _RECOMMENDED,
        {
            "case_number": _("Reference of the communication"),
            "adopted_on": _("Sent to the State"),
            "published_on": _("Made public"),
            "followup_due_on": _("Reply of the State due"),
        },
    ),
    Kind.CONCLUDING_OBSERVATIONS: Asked(
        _("Concluding observations that UHRI does not have yet."),
        (
            "symbol",
            "session",
            "cycle",
            "adopted_on",
            "published_on",
            "followup_due_on",
            "next_report_due_on",
            "address",
        ),
        (Family.TREATY_BODY,),
        _RECOMMENDED,
        {},
    ),
    Kind.UPR_REPORT: Asked(
        _("A report of the UPR Working Group that UHRI does not have yet, with the recommending States."),
        ("symbol", "session", "cycle", "adopted_on", "published_on", "next_report_due_on", "address"),
        (Family.UPR,),
        (Holds.RECOMMENDATION, Holds.PLEDGE, Holds.REPLY, Holds.OTHER),
        {"next_report_due_on": _("Next national report due")},
    ),
    Kind.PLEDGES: Asked(
        _("What the State promised of its own accord: at its review, as a candidate, at an event."),
        ("symbol", "session", "adopted_on", "published_on", "address"),
        (Family.UPR, Family.OTHER_UN, Family.NATIONAL, Family.REGIONAL),
        (Holds.PLEDGE, Holds.OTHER),
        {"title": _("Occasion"), "adopted_on": _("Date of the pledge")},
    ),
    Kind.NHRI_REPORT: Asked(
        _("A report of the national human rights institution or the national preventive mechanism."),
        ("symbol", "adopted_on", "published_on", "followup_due_on", "address"),
        (Family.NATIONAL,),
        _RECOMMENDED,
        {"symbol": _("Number of the report"), "followup_due_on": _("Reply of the government due")},
    ),
    Kind.INQUIRY: Asked(
        _("An inquiry: of parliament, an ombudsman, a commission of truth or of inquiry."),
        ("symbol", "adopted_on", "published_on", "followup_due_on", "address"),
        (Family.NATIONAL, Family.OTHER_UN, Family.REGIONAL, Family.TREATY_BODY),
        _RECOMMENDED,
        {"symbol": _("Number of the report")},
    ),
    Kind.PLAN: Asked(
        _("A national plan or strategy: its commitments, each with its deadline."),
        ("symbol", "adopted_on", "published_on", "next_report_due_on", "address"),
        (Family.NATIONAL,),
        (Holds.PLEDGE, Holds.RECOMMENDATION, Holds.OTHER),
        {"symbol": _("Number of the plan"), "next_report_due_on": _("Next progress report due")},
    ),
    Kind.LIST_OF_ISSUES: Asked(
        _("A committee’s list of issues: its questions are put to institutions as an information request."),
        ("symbol", "session", "cycle", "adopted_on", "published_on", "followup_due_on", "address"),
        (Family.TREATY_BODY, Family.UPR, Family.REGIONAL, Family.SPECIAL_PROCEDURE),
        (Holds.OBSERVATION, Holds.OTHER),
        {"followup_due_on": _("Replies due")},
    ),
    Kind.OTHER: Asked(
        _("Anything else that asks the State for something."),
        EVERY,
        tuple(Family.values),
        (Holds.RECOMMENDATION, Holds.ORDER, Holds.PLEDGE, Holds.OBSERVATION, Holds.OTHER),
        {},
    ),
}


def asked_of(kind: str) -> Asked:
    """What is asked of this kind; of one that is not known, everything."""
    return KINDS.get(kind, KINDS[Kind.OTHER])
