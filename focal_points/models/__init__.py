"""Tables of who does what, and how far it is."""

from focal_points.models.assignment import Assignment, Contest
from focal_points.models.evidence import Evidence
from focal_points.models.file_text import FilePassage, FileText
from focal_points.models.institution import Institution, InstitutionName
from focal_points.models.saved_search import SavedSearch, SearchAlert
from focal_points.models.search import SearchRow
from focal_points.models.sheet_run import SheetRow, SheetRun
from focal_points.models.status import ImplementationStatus, StakeholderView, Status, Trend
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
from focal_points.models.term import Term
from focal_points.models.verification import Verification

__all__ = [
    "Assignment",
    "Contest",
    "DraftBuffer",
    "Evidence",
    "FilePassage",
    "FileText",
    "ImplementationStatus",
    "Institution",
    "InstitutionName",
    "NationalNeed",
    "Need",
    "Obstacle",
    "ProposedStatus",
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
    "Term",
    "Trend",
    "UpdateNeed",
    "UpdateObstacle",
    "UpdateStep",
    "Verification",
]
