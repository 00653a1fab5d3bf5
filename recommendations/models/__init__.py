"""Tables of what was asked."""

from recommendations.models.ask import Ask, AskLook, AskMember, AskPair
from recommendations.models.cluster import Cluster, ClusterMembership, ClusterText
from recommendations.models.conflict import ImportConflict
from recommendations.models.contradiction import Contradiction, ProposedMark
from recommendations.models.country import Country, CountryName
from recommendations.models.document import Document
from recommendations.models.document_file import DocumentFile
from recommendations.models.exclusion import TagExclusion
from recommendations.models.follow_up import FollowUpParagraph, FollowUpReport
from recommendations.models.grade import MechanismGrade
from recommendations.models.imports import ImportRun, StagedRecord
from recommendations.models.mechanism import Instrument, Mechanism, MechanismName, Ratification
from recommendations.models.part import Part
from recommendations.models.recommendation import (
    Addressee,
    Recommendation,
    RecommendationTag,
    RecommendingState,
)
from recommendations.models.replacement import Replacement
from recommendations.models.reservation import Reservation, ReservationMark
from recommendations.models.right import RightArticle, RightTheme
from recommendations.models.table import TableEntry, TableMapping
from recommendations.models.tag import Tag, TagName
from recommendations.models.text import RecommendationText

__all__ = [
    "Addressee",
    "Ask",
    "AskLook",
    "AskMember",
    "AskPair",
    "Cluster",
    "ClusterMembership",
    "ClusterText",
    "Contradiction",
    "Country",
    "CountryName",
    "Document",
    "DocumentFile",
    "FollowUpParagraph",
    "FollowUpReport",
    "ImportConflict",
    "ImportRun",
    "Instrument",
    "Mechanism",
    "MechanismGrade",
    "MechanismName",
    "Part",
    "ProposedMark",
    "Ratification",
    "Recommendation",
    "RecommendationTag",
    "RecommendationText",
    "RecommendingState",
    "Replacement",
    "Reservation",
    "ReservationMark",
    "RightArticle",
    "RightTheme",
    "StagedRecord",
    "TableEntry",
    "TableMapping",
    "Tag",
    "TagExclusion",
    "TagName",
]
