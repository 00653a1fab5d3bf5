"""For each named rule of the database, one attempt to break it: the last statement has to be refused."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import F, Model
from django.utils import timezone

from focal_points.models import (
    AnswerLink,
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
    Verification,
)
from nmrf.base.models import Job, Notice, Operation, StoredFile, User
from recommendations.models import (
    Addressee,
    AskPair,
    Cluster,
    ClusterMembership,
    ClusterText,
    Contradiction,
    CountryName,
    Document,
    DocumentFile,
    FollowUpParagraph,
    FollowUpReport,
    ImportConflict,
    ImportRun,
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
from tests.breaking.rows import DAY, make

BREAKS: dict[str, Callable[[], Any]] = {}


def breaks(name: str, attempt: Callable[[], Any]) -> None:
    """Write down an attempt under the rule's name; one a rule."""
    if name in BREAKS:
        raise ValueError(f"{name} has an attempt already")
    BREAKS[name] = attempt


def change(model: type[Model], **to: Any) -> None:
    """Make a row, then change it to what may not be, past every service and form."""
    model._default_manager.filter(pk=make(model).pk).update(**to)


def again(model: type[Model], *same: str, **given: Any) -> None:
    """Make two rows that agree in these fields."""
    first = make(model, **given)
    make(model, **given, **{name: getattr(first, name) for name in same})


def foreign() -> Recommendation:
    """Another State's recommendation."""
    return make(Recommendation, is_home=False)


def turned_round(model: type[Model], first: str) -> None:
    """Two recommendations, the one with the larger key first."""
    small, large = make(Recommendation), make(Recommendation)
    make(model, **{first: large}, other=small, **({"reservation": None} if model is ProposedMark else {}))


# --- The house -------------------------------------------------------------------------------------
breaks("sheet_run_applied_at_a_time", lambda: change(SheetRun, state="applied"))
breaks("sheet_row_once_a_place", lambda: again(SheetRow, "run", "place"))
breaks("status_verified_by_somebody", lambda: change(ImplementationStatus, verified_by=None))
breaks("user_email_once_whatever_its_case", lambda: _two_people("a@halvora.example", "A@halvora.example"))
breaks("user_email_not_blank", lambda: change(User, email=""))
breaks("stored_file_has_a_name", lambda: change(StoredFile, name=""))
breaks("stored_file_has_its_digest", lambda: change(StoredFile, sha256="A" * 64))
breaks("job_over_when_finished", lambda: change(Job, state="done"))
breaks("job_done_within_total", lambda: change(Job, done=2, total=1))
breaks("notice_told_once", lambda: again(Notice, "to", "key"))
breaks("operation_undone_by_somebody", lambda: change(Operation, undone_by=make(User)))


def _two_people(first: str, second: str) -> None:
    make(User, email=first)
    make(User, email=second)


# --- What was asked --------------------------------------------------------------------------------
breaks("countryname_name_not_blank", lambda: change(CountryName, name=""))
breaks("country_name_once_a_language", lambda: again(CountryName, "country", "language"))
breaks("ratification_once", lambda: again(Ratification, "instrument", "country"))
breaks("ratification_denounced_after_it_was_made", lambda: change(Ratification, denounced_on=DAY))
breaks("reservation_has_a_text", lambda: change(Reservation, text=""))
breaks(
    "reservation_withdrawn_after_it_was_made",
    lambda: change(Reservation, made_on=DAY, withdrawn_on="2025-12-31"),
)
breaks("reservation_marked_once", lambda: again(ReservationMark, "recommendation", "reservation"))
breaks("contradiction_once", lambda: again(Contradiction, "one", "other"))
breaks("contradiction_smaller_key_first", lambda: turned_round(Contradiction, "one"))
breaks("proposed_mark_once", lambda: again(ProposedMark, "recommendation", "reservation"))
breaks("proposed_mark_of_one_kind", lambda: change(ProposedMark, reservation=None))
breaks("proposed_mark_smaller_key_first", lambda: turned_round(ProposedMark, "recommendation"))
breaks("follow_up_report_once_a_day", lambda: again(FollowUpReport, "document", "sent_on", "symbol"))
breaks("follow_up_paragraph_once", lambda: again(FollowUpParagraph, "report", "recommendation"))
breaks("mechanismname_name_not_blank", lambda: change(MechanismName, name=""))
breaks("mechanism_name_once_a_language", lambda: again(MechanismName, "mechanism", "language"))
breaks("document_file_has_a_title", lambda: change(DocumentFile, title=""))
breaks("document_symbol_upper_case", lambda: change(Document, symbol="cedaw/c/xaa/co/9"))
breaks("document_symbol_once_without_uhri_id", lambda: again(Document, "mechanism", "symbol"))
breaks(
    "document_visit_ended_after_it_began",
    lambda: change(Document, visited_from=DAY, visited_until="2025-12-31"),
)
breaks("tag_code_once_a_kind", lambda: again(Tag, "kind", "code"))
breaks("tagname_name_not_blank", lambda: change(TagName, name=""))
breaks("tag_name_once_a_language", lambda: again(TagName, "tag", "language"))
breaks("recommendation_national_paragraph_once", lambda: again(Recommendation, "document", "paragraph"))
breaks("recommendation_withdrawn_with_reason", lambda: change(Recommendation, withdrawn_on=DAY))
breaks(
    "recommendation_partly_supported_is_noted",
    lambda: change(Recommendation, is_partly_supported=True, upr_position="supported"),
)
breaks("recommendation_not_replaced_by_itself", lambda: _replaced_by_itself())
breaks("addressee_once", lambda: again(Addressee, "recommendation", "country"))
breaks("recommending_state_once", lambda: again(RecommendingState, "recommendation", "country"))
breaks("recommendation_tag_once_an_origin", lambda: again(RecommendationTag, "recommendation", "tag"))
breaks(
    "text_once_a_language_and_origin",
    lambda: again(RecommendationText, "recommendation", "language", "origin"),
)
breaks("text_one_original", lambda: _two_originals())
breaks("text_original_is_no_correction", lambda: change(RecommendationText, is_original=True, origin="plain"))
breaks("part_label_once", lambda: again(Part, "recommendation", "label"))
breaks("part_ends_after_it_starts", lambda: change(Part, starts=5, ends=5))
breaks("part_has_a_label", lambda: change(Part, label=""))
breaks("cluster_priority_is_known", lambda: change(Cluster, priority="some"))
breaks("cluster_text_once_a_language", lambda: again(ClusterText, "cluster", "language"))
breaks("cluster_has_a_name", lambda: change(ClusterText, name=""))
breaks("ask_pair_once", lambda: again(AskPair, "low", "high"))
breaks("ask_pair_in_order", lambda: change(AskPair, high=F("low")))
breaks("ask_pair_score_is_a_share", lambda: change(AskPair, score=1.5))
breaks("ask_pair_decided_at_a_time", lambda: change(AskPair, state="refused"))
breaks("cluster_membership_once", lambda: again(ClusterMembership, "cluster", "recommendation"))
breaks("grade_once_a_day", lambda: again(MechanismGrade, "recommendation", "scale", "given_on"))
breaks("grade_not_blank", lambda: change(MechanismGrade, grade=""))
breaks("import_run_once_an_occasion", lambda: again(ImportRun, "source", "country", occasion="monday"))
breaks("import_conflict_open_once", lambda: again(ImportConflict, "recommendation", "field"))
breaks("import_conflict_decided_at_a_time", lambda: change(ImportConflict, state="kept"))
breaks("replacement_once", lambda: again(Replacement, "old", "new"))
breaks("replacement_of_another", lambda: change(Replacement, old=F("new")))
breaks("replacement_score_is_a_share", lambda: change(Replacement, score=1.5))
breaks("replacement_decided_at_a_time", lambda: change(Replacement, state="refused"))
breaks("staged_record_once_a_place", lambda: again(StagedRecord, "run", "place"))
breaks("table_entry_is_no_uhri_record", lambda: change(TableEntry, kind="uhri"))
breaks("table_mapping_has_a_name", lambda: change(TableMapping, name=""))


def _replaced_by_itself() -> None:
    row = make(Recommendation)
    Recommendation.objects.filter(pk=row.pk).update(replaced_by=row)


def _two_originals() -> None:
    row = make(RecommendationText, is_original=True)
    make(RecommendationText, recommendation=row.recommendation, language="fr", is_original=True)


# --- Who does what ---------------------------------------------------------------------------------
breaks("institution_not_under_itself", lambda: _under_itself())
breaks("institutionname_name_not_blank", lambda: change(InstitutionName, name=""))
breaks("institution_name_once_a_language", lambda: again(InstitutionName, "institution", "language"))
breaks("term_ends_after_it_starts", lambda: change(Term, starts_on=DAY, ends_on="2025-12-31"))
breaks("term_no_two_at_once_in_one_role", lambda: again(Term, "person", "institution", "role", "starts_on"))
breaks("assignment_of_one_thing", lambda: change(Assignment, cluster=make(Cluster)))
breaks("assignment_one_lead", lambda: again(Assignment, "recommendation"))
breaks("assignment_one_coordinator", lambda: again(Assignment, cluster=make(Cluster), recommendation=None))
breaks(
    "assignment_once_an_institution",
    lambda: again(Assignment, "institution", "recommendation", role="supporting"),
)
breaks("contest_has_a_reason", lambda: change(Contest, reason=""))
breaks("contest_one_open_an_assignment", lambda: again(Contest, "assignment"))
breaks("contest_decided_by_somebody", lambda: change(Contest, is_upheld=True, decided_at=timezone.now()))
for _model in (Assignment, ImplementationStatus, StakeholderView, ProposedStatus, NationalNeed):
    breaks(
        f"{_model._meta.label}: home_only",
        lambda model=_model: change(model, recommendation=foreign()),  # type: ignore[misc]
    )


def _under_itself() -> None:
    row = make(Institution)
    Institution.objects.filter(pk=row.pk).update(parent=row)


# --- How far it is ---------------------------------------------------------------------------------
breaks("update_one_open_an_assignment", lambda: again(StatusUpdate, "assignment"))
breaks(
    "update_period_ends_after_it_starts",
    lambda: change(StatusUpdate, period_from=DAY, period_to="2025-12-31"),
)
breaks("update_submitted_by_somebody", lambda: change(StatusUpdate, state="submitted"))
breaks("update_verified_by_somebody_else", lambda: _verified_by("author"))
breaks("update_returned_with_a_comment", lambda: change(StatusUpdate, state="returned"))
breaks("update_withdrawn_with_reason", lambda: change(StatusUpdate, state="withdrawn"))
breaks(
    "update_nothing_new_says_nothing", lambda: change(StatusUpdate, is_nothing_new=True, narrative="Much.")
)
breaks("update_noted_is_nothing_new", lambda: change(StatusUpdate, state="noted", period_to=DAY))
breaks("proposal_once_a_recommendation", lambda: again(ProposedStatus, "update", "recommendation"))
breaks("proposal_says_something", lambda: change(ProposedStatus, status="not_assessed"))
breaks("obstacle_named_once", lambda: again(UpdateObstacle, "update", "kind"))
breaks("need_named_once", lambda: again(UpdateNeed, "update", "kind"))
breaks("buffer_one_a_tab", lambda: again(DraftBuffer, "update", "by", tab=uuid.uuid4()))
breaks("file_text_unreadable_says_why", lambda: change(FileText, state="unreadable", read_at=timezone.now()))
breaks("file_text_read_at_a_time", lambda: change(FileText, state="read"))
breaks("file_passage_once", lambda: again(FilePassage, "text_of", "number"))
breaks("saved_search_has_a_name", lambda: change(SavedSearch, name=""))
breaks("saved_search_name_once_a_person", lambda: again(SavedSearch, "person", name="Shelters"))
breaks(
    "saved_search_of_work_sends_no_mail",
    lambda: change(SavedSearch, listed="assignments", frequency="weekly"),
)
breaks("search_alert_started_then_sent", lambda: change(SearchAlert, sent_at=timezone.now()))
breaks("reminder_rules_one_row", lambda: make(ReminderRules, pk=2))
breaks("reminder_ladder_goes_up", lambda: change(ReminderRules, head_after=1))
breaks("reminder_rules_count_days", lambda: change(ReminderRules, repeat_days=0))
breaks("reminder_weekday_of_seven", lambda: change(ReminderWish, weekday=7))
breaks("digest_once_a_person_and_day", lambda: again(Digest, "person", "for_day"))
breaks("digest_started_then_sent", lambda: change(Digest, sent_at=timezone.now()))
breaks("digest_started_by_a_worker", lambda: change(Digest, started_at=timezone.now()))
breaks("reminder_once_an_occasion", lambda: again(Reminder, "person", "occasion"))
breaks("answer_link_has_a_time", lambda: change(AnswerLink, expires_at=F("made_at")))
breaks(
    "answer_link_answered_or_revoked",
    lambda: change(AnswerLink, answered_at=timezone.now(), revoked_at=timezone.now(), revoked_by=make(User)),
)
breaks("answer_link_revoked_by_somebody", lambda: change(AnswerLink, revoked_at=timezone.now()))
breaks("answer_link_update_is_answer", lambda: change(AnswerLink, update=make(StatusUpdate)))
breaks("calendar_of_a_person_or_institution", lambda: change(CalendarFeed, institution=make(Institution)))
breaks("evidence_file_or_link", lambda: change(Evidence, file=make(StoredFile)))
breaks("evidence_has_a_title", lambda: change(Evidence, title=""))
breaks("verification_approved_by_another", lambda: _approved_by_the_same())
breaks("status_no_longer_applicable_by_two_people", lambda: _no_longer_applicable_by_one())
breaks(
    "status_continuing_has_a_review_date",
    lambda: change(ImplementationStatus, status="implemented_continuing"),
)
breaks("status_retracted_with_reason", lambda: change(ImplementationStatus, retracted_at=timezone.now()))
breaks("view_is_attributed", lambda: make(StakeholderView, organisation=""))


def _verified_by(whom: str) -> None:
    row = make(StatusUpdate, submitted_by=make(User), submitted_at=timezone.now())
    StatusUpdate.objects.filter(pk=row.pk).update(
        state="verified", decided_by=getattr(row, whom), decided_at=timezone.now()
    )


def _approved_by_the_same() -> None:
    row = make(Verification)
    Verification.objects.filter(pk=row.pk).update(approved_by=row.by)


def _no_longer_applicable_by_one() -> None:
    row = make(ImplementationStatus)
    ImplementationStatus.objects.filter(pk=row.pk).update(
        status="no_longer_applicable", approved_by=row.verified_by
    )


# --- What is told ----------------------------------------------------------------------------------
breaks("report_draft_has_a_title_and_a_moment", lambda: change(Report, state="draft"))
breaks("report_section_one_a_place", lambda: again(ReportSection, "report", "position"))
breaks("report_section_level_one_or_two", lambda: change(ReportSection, level=3))
breaks("report_paragraph_number_once", lambda: again(ReportParagraph, "section", "report", "number"))
breaks(
    "report_recommendation_exactly_once",
    lambda: again(
        ReportParagraph, "section", "report", kind="recommendation", recommendation=make(Recommendation)
    ),
)
breaks("report_recommendation_is_one", lambda: change(ReportParagraph, kind="recommendation"))
breaks("report_source_says_something", lambda: change(ReportSource, text=""))

# --- Suggestions, needs, rights and tags set aside ---------------------------------------------------
breaks(
    "suggestion_once",
    lambda: again(Suggestion, "recommendation", "kind", "tag"),
)
breaks("suggestion_of_its_kind", lambda: change(Suggestion, kind="lead"))
breaks("suggestion_decided_by_somebody", lambda: change(Suggestion, state="refused"))
breaks("suggestion_switch_one_for_the_house", lambda: again(SuggestionSwitch, person=None))
breaks("need_once_a_recommendation", lambda: again(NationalNeed, "recommendation", "kind"))
breaks("right_article_once", lambda: again(RightArticle, "right", "instrument", "article"))
breaks("right_theme_once", lambda: again(RightTheme, "right", "theme"))
breaks("tag_exclusion_once", lambda: again(TagExclusion, "recommendation", "tag"))
breaks("tag_merged_is_retired", lambda: change(Tag, merged_into=make(Tag)))
breaks("tag_not_merged_into_itself", lambda: _itself(Tag, "merged_into", retired_at=timezone.now()))
breaks("tag_not_under_itself", lambda: _itself(Tag, "parent"))
breaks("mechanism_not_merged_into_itself", lambda: _itself(Mechanism, "merged_into"))


def _itself(model: type[Model], field: str, **given: Any) -> None:
    row = make(model)
    model._default_manager.filter(pk=row.pk).update(**{field: row}, **given)


# --- Letters, corrections, withdrawals; no silent step back ------------------------------------------
breaks("update_letter_has_a_date", lambda: change(StatusUpdate, letter=make(StoredFile)))
breaks("update_correction_note_of_a_correction", lambda: change(StatusUpdate, correction_note="Wrong."))
breaks(
    "update_correction_says_why",
    lambda: change(StatusUpdate, corrects=make(StatusUpdate), state="validation"),
)
breaks("update_corrects_another", lambda: _itself(StatusUpdate, "corrects"))
breaks("update_corrected_once", lambda: again(StatusUpdate, corrects=make(StatusUpdate)))
breaks("update_recalled_by_somebody_with_a_note", lambda: _recalled_without_a_note())
breaks(
    "focal_points.ImplementationStatus: status_step_back_is_explained", lambda: _step_back_without_a_word()
)
breaks(
    "focal_points.StakeholderView: view_stands_as_stated",
    lambda: change(StakeholderView, status="implemented"),
)


def _recalled_without_a_note() -> None:
    sent = {"submitted_by": make(User), "submitted_at": timezone.now()}
    decided = {"decided_by": make(User), "decided_at": timezone.now()}
    recalled = {"recalled_by": make(User), "recalled_at": timezone.now()}
    change(StatusUpdate, state="recalled", **sent, **decided, **recalled)


def _step_back_without_a_word() -> None:
    first = make(ImplementationStatus, status="partially_implemented")
    make(ImplementationStatus, recommendation=first.recommendation, status="in_progress")
