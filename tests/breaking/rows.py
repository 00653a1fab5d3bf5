"""One way to make a row of each table, a new one at every call, and one way to change it.

Whoever adds a table adds a line here: `test_constraints` fails until then.
"""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db.models import Model
from django.utils import timezone

from focal_points.models import (
    AnswerLink,
    AnswerLinkWish,
    Assignment,
    CalendarFeed,
    Contest,
    Digest,
    DraftBuffer,
    Evidence,
    FilePassage,
    FileText,
    ImplementationStatus,
    Institution,
    InstitutionName,
    NationalNeed,
    ProposedStatus,
    Reminder,
    ReminderRules,
    ReminderWish,
    SavedSearch,
    SearchAlert,
    SheetRow,
    SheetRun,
    StakeholderView,
    StatusUpdate,
    Suggestion,
    SuggestionSwitch,
    Term,
    UpdateNeed,
    UpdateObstacle,
    UpdateStep,
    Verification,
)
from nmrf.base.models import Job, Notice, Operation, StoredFile, User
from recommendations.models import (
    Addressee,
    Ask,
    AskMember,
    AskPair,
    Cluster,
    ClusterMembership,
    ClusterText,
    Contradiction,
    Country,
    CountryName,
    Document,
    DocumentFile,
    FollowUpParagraph,
    FollowUpReport,
    ImportConflict,
    ImportRun,
    Instrument,
    Mechanism,
    MechanismGrade,
    MechanismName,
    Part,
    ProposedMark,
    Ratification,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    Replacement,
    Reservation,
    ReservationMark,
    RightArticle,
    RightTheme,
    StagedRecord,
    TableEntry,
    TableMapping,
    Tag,
    TagExclusion,
    TagName,
)
from reporting.models import Report, ReportParagraph, ReportSection, ReportSource
from tests import factories as f

DAY = date(2026, 1, 1)
number = count(1)
Maker = Callable[..., Any]


def _filled(model: type[Model], **defaults: Any) -> Maker:
    """A maker of `model`; a default that can be called is called at each making."""

    def make(**given: Any) -> Any:
        ready = {
            key: value() if callable(value) else value for key, value in defaults.items() if key not in given
        }
        return model._default_manager.create(**ready, **given)

    return make


def _code() -> str:
    return f"row-{next(number)}"


def _iso3() -> str:
    """Codes that no State uses: Q and two letters."""
    n = next(number)
    return f"Q{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}"


def _address() -> str:
    return f"row{next(number)}@halvora.example"


def _mechanism(**given: Any) -> Mechanism:
    return Mechanism.objects.create(**{"code": _code(), "kind": Mechanism.Kind.TREATY_BODY, **given})


def _recommendation(**given: Any) -> Recommendation:
    return f.RecommendationFactory(text=False, **{"document": f.DocumentFactory(), **given})


def _person(**given: Any) -> User:
    return User.objects.create(**{"email": _address(), "name": "Row", **given})


def _calendar(**given: Any) -> CalendarFeed:
    """A person's, unless an institution is given."""
    owner = {} if "institution" in given or "person" in given else {"person": _person()}
    return CalendarFeed.objects.create(**owner, **given)


country = _filled(Country, iso3=_iso3)
tag = _filled(Tag, kind="theme", code=_code)
cluster = _filled(Cluster, code=_code)
stored_file = _filled(StoredFile, name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64)
file_text = _filled(FileText, file=stored_file)
part = _filled(Part, recommendation=_recommendation, label="a", position=1, starts=0, ends=5, quoted="Open ")
update = _filled(StatusUpdate, assignment=f.AssignmentFactory, author=_person)
proposal = _filled(ProposedStatus, update=update, recommendation=_recommendation, status="in_progress")
verification = _filled(Verification, proposal=proposal, status="in_progress", effective_on=DAY, by=_person)
run = _filled(ImportRun, source="file.json", country="XAA")
ratification = _filled(Ratification, instrument=_filled(Instrument, code=_code, title="A"), country=country)
reservation = _filled(Reservation, ratification=ratification, text="A")
follow_up_report = _filled(FollowUpReport, document=f.DocumentFactory, sent_on=DAY, symbol=_code)
report = _filled(Report, mechanism=_mechanism, language="en", guideline="general", created_by=_person)
section = _filled(ReportSection, report=report, key="a", title="A", position=lambda: next(number))


def _paragraph(**given: Any) -> ReportParagraph:
    under = given.pop("section", None) or section()
    filled = {"report": under.report, "number": next(number), "kind": "text", "text": "A", "language": "en"}
    return ReportParagraph.objects.create(section=under, **{**filled, **given})


def _pair(**given: Any) -> AskPair:
    """Made in the order of the keys, as the database wants them."""
    low, high = (given.pop(side, None) or _recommendation() for side in ("low", "high"))
    return AskPair.objects.create(low=low, high=high, **given)


_sheet_run = _filled(SheetRun, kind="people", source="a.xlsx")


MAKERS: dict[type[Model], Maker] = {
    Suggestion: _filled(Suggestion, recommendation=_recommendation, kind="theme", tag=tag, strength="likely"),
    NationalNeed: _filled(NationalNeed, recommendation=_recommendation, kind="law"),
    SuggestionSwitch: _filled(SuggestionSwitch, person=_person),
    RightArticle: _filled(
        RightArticle,
        right=_filled(Tag, kind="right", code=_code),
        instrument=_filled(Instrument, code=_code, title="A"),
        article="12",
    ),
    RightTheme: _filled(RightTheme, right=_filled(Tag, kind="right", code=_code), theme=tag),
    TagExclusion: _filled(TagExclusion, recommendation=_recommendation, tag=tag),
    User: _person,
    StoredFile: stored_file,
    Job: _filled(Job, task="base.nothing"),
    Notice: _filled(Notice, to=_person, key=_code, text="A", address="/"),
    Operation: _filled(Operation, kind="a", label="A"),
    Country: country,
    CountryName: _filled(CountryName, country=country, language="en", name="A"),
    Instrument: _filled(Instrument, code=_code, title="A"),
    Ratification: ratification,
    Mechanism: _mechanism,
    MechanismName: _filled(MechanismName, mechanism=_mechanism, language="en", name="A"),
    Document: f.DocumentFactory,
    DocumentFile: _filled(DocumentFile, document=f.DocumentFactory, file=stored_file, title="A"),
    Tag: tag,
    TagName: _filled(TagName, tag=tag, language="en", name="A"),
    Recommendation: _recommendation,
    Addressee: _filled(Addressee, recommendation=_recommendation, country=country),
    RecommendingState: _filled(RecommendingState, recommendation=_recommendation, country=country),
    RecommendationTag: _filled(RecommendationTag, recommendation=_recommendation, tag=tag),
    RecommendationText: _filled(
        RecommendationText, recommendation=_recommendation, language="en", origin="uhri", text="A"
    ),
    Part: part,
    Cluster: cluster,
    ClusterText: _filled(ClusterText, cluster=cluster, language="en", name="A"),
    ClusterMembership: _filled(ClusterMembership, cluster=cluster, recommendation=_recommendation),
    Ask: _filled(Ask, title="A"),
    AskMember: _filled(AskMember, ask=_filled(Ask), recommendation=_recommendation),
    AskPair: _pair,
    ImportConflict: _filled(ImportConflict, recommendation=_recommendation, run=run, field="upr_position"),
    Replacement: _filled(Replacement, old=_recommendation, new=_recommendation, kind="reissue"),
    MechanismGrade: _filled(
        MechanismGrade, recommendation=_recommendation, scale="hrcttee", grade="B", given_on=DAY
    ),
    FollowUpReport: follow_up_report,
    FollowUpParagraph: _filled(FollowUpParagraph, report=follow_up_report, recommendation=_recommendation),
    Reservation: reservation,
    ReservationMark: _filled(
        ReservationMark, recommendation=_recommendation, reservation=reservation, by=_person
    ),
    Contradiction: _filled(Contradiction, one=_recommendation, other=_recommendation, by=_person),
    ProposedMark: _filled(ProposedMark, recommendation=_recommendation, reservation=reservation),
    ImportRun: run,
    StagedRecord: _filled(StagedRecord, run=run, place=lambda: next(number)),
    TableEntry: _filled(
        TableEntry, recommendation=f.RecommendationFactory, kind="upr-info", key=_code, digest="d"
    ),
    TableMapping: _filled(TableMapping, name=_code),
    Institution: f.InstitutionFactory,
    InstitutionName: _filled(InstitutionName, institution=f.InstitutionFactory, language="fr", name="A"),
    Term: f.TermFactory,
    Assignment: f.AssignmentFactory,
    Contest: _filled(Contest, assignment=f.AssignmentFactory, reason="Not ours.", by=_person),
    SheetRun: _sheet_run,
    SheetRow: _filled(SheetRow, run=_sheet_run, place=lambda: next(number), at="1", verdict="changed"),
    UpdateStep: _filled(UpdateStep, update=update, action="started"),
    ImplementationStatus: _filled(
        ImplementationStatus,
        recommendation=_recommendation,
        status="in_progress",
        effective_on=DAY,
        verified_by=_person,
    ),
    StakeholderView: _filled(
        StakeholderView,
        recommendation=_recommendation,
        organisation="Commission",
        status="in_progress",
        stated_on=DAY,
        by=_person,
    ),
    StatusUpdate: update,
    ProposedStatus: proposal,
    UpdateObstacle: _filled(UpdateObstacle, update=update, kind="budget"),
    UpdateNeed: _filled(UpdateNeed, update=update, kind="training"),
    DraftBuffer: _filled(DraftBuffer, update=update, by=_person, tab=uuid.uuid4, version=1, typed=dict),
    Evidence: _filled(Evidence, update=update, title="A", link="https://example.org/a"),
    Verification: verification,
    FileText: file_text,
    FilePassage: _filled(FilePassage, text_of=file_text, number=lambda: next(number), text="A", words=""),
    SavedSearch: _filled(SavedSearch, person=_person, name=_code),
    SearchAlert: _filled(SearchAlert, person=_person),
    ReminderRules: _filled(ReminderRules, pk=1),
    ReminderWish: _filled(ReminderWish, person=_person),
    Digest: _filled(Digest, person=_person, for_day=DAY),
    Reminder: _filled(Reminder, person=_person, occasion="assignment:1:2026-01-01:+1"),
    AnswerLink: _filled(
        AnswerLink,
        token_digest=lambda: f"{next(number):064d}",
        person=_person,
        institution=f.InstitutionFactory,
        kind="assignment",
        about=uuid.uuid4,
        expires_at=lambda: timezone.now() + timedelta(days=1),
    ),
    AnswerLinkWish: _filled(AnswerLinkWish, institution=f.InstitutionFactory),
    CalendarFeed: _calendar,
    Report: report,
    ReportSection: section,
    ReportParagraph: _paragraph,
    ReportSource: _filled(ReportSource, paragraph=_paragraph, number=1, text="A"),
}

# What an UPDATE changes in a row, for tables that keep their history.
CHANGES: dict[type[Model], Callable[[], dict[str, Any]]] = {
    User: lambda: {"name": "B"},
    StoredFile: lambda: {"name": "b.pdf"},
    Country: lambda: {"region": "B"},
    CountryName: lambda: {"name": "B"},
    Instrument: lambda: {"title": "B"},
    Ratification: lambda: {"ratified_on": DAY},
    Mechanism: lambda: {"position": 1},
    MechanismName: lambda: {"name": "B"},
    Document: lambda: {"title": "B"},
    DocumentFile: lambda: {"title": "B"},
    Tag: lambda: {"position": 1},
    TagName: lambda: {"name": "B"},
    Recommendation: lambda: {"title": "B"},
    Addressee: lambda: {"country": country()},
    RecommendingState: lambda: {"country": country()},
    RecommendationTag: lambda: {"origin": "national"},
    RecommendationText: lambda: {"text": "B"},
    Part: lambda: {"title": "B"},
    Cluster: lambda: {"archived_at": timezone.now()},
    ClusterText: lambda: {"name": "B"},
    ClusterMembership: lambda: {"cluster": cluster()},
    Ask: lambda: {"title": "B"},
    AskMember: lambda: {"at": timezone.now()},
    AskPair: lambda: {"score": 0.5},
    ImportConflict: lambda: {"ours": "B"},
    Replacement: lambda: {"score": 0.5},
    MechanismGrade: lambda: {"grade": "C"},
    TableEntry: lambda: {"digest": "e"},
    TableMapping: lambda: {"name": "B"},
    FollowUpReport: lambda: {"symbol": "B"},
    FollowUpParagraph: lambda: {"recommendation": _recommendation()},
    Reservation: lambda: {"text": "B"},
    ReservationMark: lambda: {"is_confirmed": False},
    Contradiction: lambda: {"is_confirmed": False},
    Institution: lambda: {"email": "b@halvora.example"},
    InstitutionName: lambda: {"name": "B"},
    Term: lambda: {"role": "validator"},
    Assignment: lambda: {"note": "B"},
    UpdateStep: lambda: {"comment": "B"},
    Contest: lambda: {"reason": "B"},
    ImplementationStatus: lambda: {"reason": "B"},
    StakeholderView: lambda: {"is_public": False},
    StatusUpdate: lambda: {"narrative": "B"},
    ProposedStatus: lambda: {"explanation": "B"},
    UpdateObstacle: lambda: {"kind": "staff"},
    UpdateNeed: lambda: {"kind": "funding"},
    Evidence: lambda: {"title": "B"},
    Verification: lambda: {"reason": "B"},
    SavedSearch: lambda: {"name": "B"},
    ReminderRules: lambda: {"repeat_days": 3},
    ReminderWish: lambda: {"weekday": 4},
    AnswerLink: lambda: {"kind": "request"},
    AnswerLinkWish: lambda: {"waits": True},
    CalendarFeed: lambda: {"key": uuid.uuid4()},
    NationalNeed: lambda: {"kind": "budget"},
    SuggestionSwitch: lambda: {"is_off": False},
    RightArticle: lambda: {"article": "13"},
    RightTheme: lambda: {"theme": tag()},
    TagExclusion: lambda: {"tag": tag()},
    Report: lambda: {"title": "B"},
    ReportSection: lambda: {"title": "B"},
    ReportParagraph: lambda: {"text": "B"},
    ReportSource: lambda: {"text": "B"},
}

# What a second row takes from the first where a field may stand once only and the table says no more.
TAKEN_FOR: dict[str, Maker] = {
    "recommendations.Document.uhri_id": uuid.uuid4,
    "recommendations.Recommendation.annotation_id": uuid.uuid4,
    "recommendations.ImportRun.operation": MAKERS[Operation],
    "focal_points.ImplementationStatus.verification": verification,
    "focal_points.SheetRun.operation": MAKERS[Operation],
    "focal_points.CalendarFeed.institution": lambda: {
        "person": None,
        "institution": f.InstitutionFactory(),
    },
    "reporting.Report.job": MAKERS[Job],
}


def make(model: type[Model], **given: Any) -> Any:
    """A new row."""
    return MAKERS[model](**given)
