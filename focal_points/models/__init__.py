"""Tables of who does what, and how far it is."""

from focal_points.models.answer_link import AnswerLink, AnswerLinkUse, AnswerLinkWish
from focal_points.models.assignment import Assignment, Contest
from focal_points.models.calendar_feed import CalendarFeed
from focal_points.models.evidence import Evidence
from focal_points.models.file_text import FilePassage, FileText
from focal_points.models.handover import Handover, HandoverNote
from focal_points.models.information_request import InformationRequest, QuestionAbout, RequestQuestion
from focal_points.models.institution import Institution, InstitutionName
from focal_points.models.known_answer import (
    KnownAnswer,
    KnownAnswerAbout,
    KnownAnswerTheme,
    KnownAnswerUse,
    KnownAnswerVersion,
)
from focal_points.models.reminding import Digest, Reminder, ReminderRules, ReminderWish
from focal_points.models.request_answer import (
    AnswerBuffer,
    AskedInstitution,
    RequestAnswer,
    RequestStep,
)
from focal_points.models.saved_search import SavedSearch, SearchAlert
from focal_points.models.search import SearchRow
from focal_points.models.sheet_run import SheetRow, SheetRun
from focal_points.models.status import ImplementationStatus, StakeholderView, Status, Trend, goes_backwards
from focal_points.models.status_update import (
    DraftBuffer,
    Need,
    Obstacle,
    ProposedStatus,
    StatusUpdate,
    UpdateNeed,
    UpdateObstacle,
    UpdateStep,
)
from focal_points.models.suggestion import NationalNeed, Suggestion, SuggestionSwitch
from focal_points.models.talk import InternalNote, TalkEntry, TalkMention, TalkThread
from focal_points.models.term import Term
from focal_points.models.training import PracticeUpdate, TourDismissal, TourStep, TrainingStep
from focal_points.models.verification import Verification

__all__ = [
    "AnswerBuffer",
    "AnswerLink",
    "AnswerLinkUse",
    "AnswerLinkWish",
    "AskedInstitution",
    "Assignment",
    "CalendarFeed",
    "Contest",
    "Digest",
    "DraftBuffer",
    "Evidence",
    "FilePassage",
    "FileText",
    "Handover",
    "HandoverNote",
    "ImplementationStatus",
    "InformationRequest",
    "Institution",
    "InstitutionName",
    "InternalNote",
    "KnownAnswer",
    "KnownAnswerAbout",
    "KnownAnswerTheme",
    "KnownAnswerUse",
    "KnownAnswerVersion",
    "NationalNeed",
    "Need",
    "Obstacle",
    "PracticeUpdate",
    "ProposedStatus",
    "QuestionAbout",
    "Reminder",
    "ReminderRules",
    "ReminderWish",
    "RequestAnswer",
    "RequestQuestion",
    "RequestStep",
    "SavedSearch",
    "SearchAlert",
    "SearchRow",
    "SheetRow",
    "SheetRun",
    "StakeholderView",
    "Status",
    "StatusUpdate",
    "Suggestion",
    "SuggestionSwitch",
    "TalkEntry",
    "TalkMention",
    "TalkThread",
    "Term",
    "TourDismissal",
    "TourStep",
    "TrainingStep",
    "Trend",
    "UpdateNeed",
    "UpdateObstacle",
    "UpdateStep",
    "Verification",
    "goes_backwards",
]
