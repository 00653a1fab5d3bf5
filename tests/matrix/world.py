"""One object of each kind for the addresses: everything belongs to the owner's agency."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from focal_points.models import (
    AnswerLink,
    CalendarFeed,
    Contest,
    Digest,
    Evidence,
    Handover,
    Institution,
    SavedSearch,
    SearchAlert,
    SheetRow,
    SheetRun,
    StatusUpdate,
    Suggestion,
    Term,
)
from focal_points.services import answer_links, assigning, saved_searches, search_table
from focal_points.services.reminders import calendars
from nmrf.base.models import Operation, StoredFile, User
from recommendations.models import (
    Ask,
    AskMember,
    Cluster,
    ClusterMembership,
    ClusterText,
    DocumentFile,
    FollowUpReport,
    ImportConflict,
    ImportRun,
    ProposedMark,
    Replacement,
    Reservation,
    Tag,
)
from reporting.models import Report
from reporting.services import report_drafting
from tests.breaking.rows import make
from tests.factories import AssignmentFactory, RecommendationFactory, StatusUpdateFactory, UserFactory
from tests.matrix.routes import Route
from tests.matrix.talked import Talked, talked


@dataclass(frozen=True)
class World:
    """What the addresses point at."""

    recommendation: Any
    document: Any
    cluster: Any
    institution: Institution
    assignment: Any
    draft: StatusUpdate
    submitted: StatusUpdate
    evidence: Evidence
    submitted_evidence: Evidence
    file: StoredFile
    contest: Contest
    term: Term
    person: User
    operation: Operation
    run: ImportRun
    table_run: ImportRun
    workbook_run: SheetRun
    matrix_run: SheetRun
    people_run: SheetRun
    conflict: ImportConflict
    replacement: Replacement
    report: Report
    suggestion: Suggestion
    tag: Tag
    body: Any
    follow_up_report: Any
    treaty: Any
    reservation: Any
    mark: Any
    search: SavedSearch
    search_alert: SearchAlert
    document_file: DocumentFile
    tokens: dict[str, str]
    answer_link: AnswerLink
    digest: Digest
    ask: Any
    talked: Talked

    handover: Handover

    def parameters(self, route: Route) -> dict[str, Any]:
        """The values for the parameters of this address."""
        return {name: self._value(route, name) for name in route.parameters}

    def typed(self, route: Route) -> dict[str, Any]:
        """What a POST to this address must name to be understood at all."""
        if route.name.endswith("recommendation-withdraw"):
            return {"withdraw-key": str(self.assignment.pk)}
        if route.name.endswith("board-move"):
            return {"pick": str(self.recommendation.public_id)}
        if route.name.endswith(("talk-start", "note-add")):
            return {"kind": "recommendation", "key": str(self.recommendation.public_id), "text": "?"}
        return {}

    def _value(self, route: Route, parameter: str) -> Any:
        if route.name == "focal_points:history":
            return {"what": "recommendation", "key": str(self.recommendation.public_id)}[parameter]
        if parameter in FIXED:
            return FIXED[parameter]
        if parameter == "token" and route.name in self.tokens:
            return self.tokens[route.name]
        thing = self._thing(route)
        if parameter == "token":
            return saved_searches.token(thing)
        if parameter == "question_id":
            return self.talked.question.public_id
        if parameter == "term_id":
            return self.term.public_id
        if parameter == "code":
            return thing.mechanism.code if "mechanism" in route.name else thing.code
        return thing.pk if parameter == "pk" else thing.public_id

    def _thing(self, route: Route) -> Any:
        """By the words in the route's name, the most particular first."""
        if route.name in SUBMITTED:
            return self.submitted
        if route.name.startswith("asks:"):
            return self.ask
        for word, attribute in TALKED:
            if route.name.split(":")[-1].startswith(word):
                return getattr(self.talked, attribute)
        for word, attribute in WORDS:
            if word in route.name.split(":")[-1]:
                return getattr(self, attribute)
        raise LookupError(f"tests/matrix/world.py does not know what {route.name} is about")


FIXED = {
    "step": "update",
    "check": "status",
    "vocabulary": "theme",
    "queue": "verify",
    "ending": "csv",
    "kind": "theme",
    "table": "template",
    "iso3": "XAA",
    "file_format": "docx",
}
ON_SUBMITTED = ("verify", "return", "approve", "refuse", "undo-return", "recall", "reinstate", "add-evidence")
SUBMITTED = {f"focal_points:update-{verb}" for verb in ON_SUBMITTED}
TALKED = (
    ("request-", "request"),
    ("asked-", "asked"),
    ("answer-accept", "answer"),
    ("answer-send-back", "answer"),
    ("known-", "known"),
    ("talk-", "thread"),
    ("comment-", "comment"),
    ("note-", "note"),
)
WORDS = (
    ("handover", "handover"),
    ("mechanism-settle", "body"),
    ("workbook", "workbook_run"),
    ("matrix", "matrix_run"),
    ("people", "people_run"),
    ("tag-", "tag"),
    ("suggestion", "suggestion"),
    ("document-file-remove", "document_file"),
    ("search-alert", "search_alert"),
    ("link-wish", "institution"),
    ("link-revoke", "answer_link"),
    ("digest", "digest"),
    ("search-", "search"),
    ("follow-up", "follow_up_report"),
    ("treaty", "treaty"),
    ("reservation-change", "reservation"),
    ("care", "mark"),
    ("evidence-mark", "submitted_evidence"),
    ("evidence-add", "draft"),
    ("recommendation-new", "document"),
    ("evidence", "evidence"),
    ("assignment", "assignment"),
    ("update-start", "assignment"),
    ("update-nothing-new", "assignment"),
    ("update", "draft"),
    ("contest", "contest"),
    ("conflict", "conflict"),
    ("replacement", "replacement"),
    ("view-state", "recommendation"),
    ("recommendation", "recommendation"),
    ("mechanism", "document"),
    ("document", "document"),
    ("cluster", "cluster"),
    ("institution", "institution"),
    ("term", "institution"),
    ("person", "person"),
    ("operation", "operation"),
    ("import-mend", "table_run"),
    ("import-columns", "table_run"),
    ("import", "run"),
    ("report", "report"),
    ("file", "file"),
    ("ask", "ask"),
)


def build(*, institution: Institution, owner: User, secretariat: User, another: Institution) -> World:
    """All of it, as rows."""
    recommendation = RecommendationFactory()
    cluster = Cluster.objects.create(code="shelter")
    ClusterText.objects.create(cluster=cluster, language="en", name="Shelter")
    ClusterMembership.objects.create(cluster=cluster, recommendation=recommendation)
    assignment = AssignmentFactory(institution=institution, recommendation=recommendation)
    draft = StatusUpdateFactory(assignment=assignment, author=owner)
    other = AssignmentFactory(institution=institution, recommendation=RecommendationFactory())
    submitted = StatusUpdateFactory(
        assignment=other, author=owner, state="submitted", submitted_by=owner, submitted_at=timezone.now()
    )
    file = _file(owner)
    contested = AssignmentFactory(
        institution=institution, recommendation=RecommendationFactory(), state="contested"
    )
    run = ImportRun.objects.create(source="a.json", country="XAA", state="preview", by=secretariat)
    reservation = make(Reservation)
    search_table.refresh(None)
    tokens = _tokens(assignment, owner)
    return World(
        recommendation=recommendation,
        document=recommendation.document,
        cluster=cluster,
        institution=institution,
        assignment=assignment,
        draft=draft,
        submitted=submitted,
        evidence=Evidence.objects.create(update=draft, title="Draft law", file=file),
        submitted_evidence=Evidence.objects.create(
            update=submitted, title="Law", link="https://law.example/1"
        ),
        file=file,
        contest=Contest.objects.create(assignment=contested, reason="Not ours.", by=owner, proposed=another),
        term=Term.objects.filter(institution=institution).earliest("pk"),
        person=UserFactory(name="Pia Person"),
        operation=Operation.objects.create(kind=assigning.KIND, size=1, label="Assigned", by=secretariat),
        run=run,
        table_run=_table(secretariat),
        workbook_run=_sheet("workbook", owner, institution=institution),
        matrix_run=_sheet("matrix", secretariat),
        people_run=_sheet("people", secretariat),
        conflict=ImportConflict.objects.create(recommendation=recommendation, run=run, field="position"),
        replacement=Replacement.objects.create(
            old=RecommendationFactory(), new=RecommendationFactory(), kind="reissue"
        ),
        report=_report(recommendation.document.mechanism, secretariat),
        tag=Tag.objects.create(kind="theme", code="housing-tag"),
        body=recommendation.document.mechanism,
        handover=Handover.objects.create(term=Term.objects.filter(institution=institution).earliest("pk")),
        suggestion=Suggestion.objects.create(recommendation=recommendation, kind="law", strength="possible"),
        follow_up_report=make(FollowUpReport),
        treaty=reservation.ratification.instrument,
        reservation=reservation,
        mark=make(ProposedMark, recommendation=recommendation, reservation=reservation),
        search=SavedSearch.objects.create(person=owner, name="Shelters", query="q=shelters"),
        search_alert=SearchAlert.objects.create(person=owner),
        tokens=tokens,
        answer_link=AnswerLink.objects.get(person=owner),
        digest=Digest.objects.create(person=owner, for_day=timezone.localdate()),
        document_file=DocumentFile.objects.create(
            document=recommendation.document, file=_file(secretariat), title="Observations"
        ),
        ask=_ask(recommendation, other.recommendation),
        talked=talked(institution, recommendation, owner, secretariat),
    )


def _tokens(assignment: Any, owner: User) -> dict[str, str]:
    """What stands in the addresses that need no sign-in: a link for an answer, and a calendar."""
    wanted = answer_links.Wanted(owner.pk, assignment.institution_id, "assignment", assignment.public_id)
    token = answer_links.make([wanted])[0]
    address = calendars.address(CalendarFeed.objects.create(person=owner))
    calendar = address.rpartition("/")[2].removesuffix(".ics")
    return {
        "focal_points:answer": token,
        "focal_points:answer-revoke": token,
        "focal_points:calendar": calendar,
    }


def _table(by: User) -> ImportRun:
    """A table of another system that waits for its columns."""
    file = _file(by)
    file.content.save("table", ContentFile(b"Recommendation,Body\nOpen shelters in every district.,CRC\n"))
    return ImportRun.objects.create(
        kind="table", state="mapping", source="a.csv", country="XAA", by=by, file=file
    )


def _sheet(kind: str, by: User, **more: Any) -> SheetRun:
    """A table that was handed in; the State's own waits for its columns."""
    file = _file(by)
    file.content.save("table", ContentFile(b"Recommendation,Status\nOpen shelters in every district.,Done\n"))
    state = "mapping" if kind == "matrix" else "preview"
    counts = dict.fromkeys(SheetRow.Verdict.values, 0)
    return SheetRun.objects.create(
        kind=kind, state=state, source="a.csv", by=by, file=file, counts=counts, **more
    )


def _ask(*recommendations: Any) -> Ask:
    """A request that these make."""
    ask = Ask.objects.create(title="Shelters")
    for recommendation in recommendations:
        AskMember.objects.create(ask=ask, recommendation=recommendation)
    search_table.refresh([recommendation.pk for recommendation in recommendations])
    return ask


def _report(mechanism: Any, secretariat: User) -> Report:
    """A draft report, compiled here and now."""
    job = report_drafting.request_draft(mechanism=mechanism, language="en", by=secretariat)
    report_drafting.compile_draft(job.pk)
    return Report.objects.get(job=job)


def _file(owner: User) -> StoredFile:
    stored = StoredFile(
        name="law.pdf", media_type="application/pdf", size=9, sha256=uuid.uuid4().hex * 2, stored_by=owner
    )
    stored.content.save("law.pdf", ContentFile(b"%PDF-1.7\n"), save=True)
    return stored
