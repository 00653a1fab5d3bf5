"""Tables of what was asked."""

from recommendations.models.ask import Ask, AskLook, AskMember, AskPair
from recommendations.models.cluster import Cluster, ClusterMembership, ClusterText
from recommendations.models.country import Country, CountryName
from recommendations.models.document import Document
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
    "Country",
    "CountryName",
    "Document",
    "ImportRun",
    "Instrument",
    "Mechanism",
    "MechanismGrade",
    "MechanismName",
    "Part",
    "Ratification",
    "Recommendation",
    "RecommendationTag",
    "RecommendationText",
    "RecommendingState",
    "StagedRecord",
    "TableEntry",
    "TableMapping",
    "Tag",
    "TagName",
]
