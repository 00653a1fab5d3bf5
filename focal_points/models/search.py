"""The search table: one row a recommendation and language; what the public may see, and nothing else.

Written by `focal_points.services.search_table` in the transaction of each change, set-based. It joins text
with institution and verified status. Internal filters (drafts, contests) are asked of the tables themselves.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from focal_points.facet_values import facets_field
from focal_points.models.status import Status, Trend
from recommendations.models import Recommendation


class SearchRow(models.Model):
    """What a list needs of one recommendation, in one place.

    `is_derived`: all of it can be made again from other tables, so nothing rests on it (see undo).
    """

    is_derived = True

    recommendation = models.OneToOneField(
        Recommendation, models.CASCADE, primary_key=True, related_name="search_row"
    )
    words = SearchVectorField()
    reference_words = models.TextField(blank=True)
    is_home = models.BooleanField()
    is_ask = models.BooleanField()
    is_current = models.BooleanField()
    mechanism = models.IntegerField()
    document = models.BigIntegerField()
    cycle = models.PositiveSmallIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    published_on = models.DateField(null=True)
    place = ArrayField(models.IntegerField(), default=list)
    upr_position = models.CharField(max_length=10, blank=True)
    countries = ArrayField(models.BigIntegerField(), default=list)
    themes = ArrayField(models.BigIntegerField(), default=list)
    persons = ArrayField(models.BigIntegerField(), default=list)
    sdgs = ArrayField(models.BigIntegerField(), default=list)
    rights = ArrayField(models.BigIntegerField(), default=list)
    needs = ArrayField(models.CharField(max_length=10), default=list)
    clusters = ArrayField(models.BigIntegerField(), default=list)
    institutions = ArrayField(models.BigIntegerField(), default=list)
    lead = models.BigIntegerField(null=True)
    status = models.CharField(max_length=25, choices=Status, default=Status.NOT_ASSESSED)
    statuses = ArrayField(models.CharField(max_length=25), default=list)
    status_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    trend = models.CharField(max_length=10, choices=Trend, blank=True)
    ask = models.BigIntegerField(null=True)
    facets = facets_field()

    class Meta:
        indexes = [
            GinIndex(
                fields=["words", "facets"], name="search_asked", condition=Q(is_current=True, is_ask=True)
            ),
            GinIndex(
                fields=["words", "facets"], name="search_seen", condition=Q(is_current=True, is_ask=False)
            ),
            GinIndex(fields=["themes", "persons", "sdgs"], name="search_tags"),
            GinIndex(fields=["clusters", "institutions", "countries"], name="search_work"),
            models.Index("is_home", "mechanism", "status", name="search_home"),
            models.Index("document", name="search_document"),
            models.Index(
                *(F("year").desc(nulls_last=True), F("published_on").desc(nulls_last=True)),
                *("document", "place", "recommendation"),
                name="search_newest_by_year",
            ),
        ]

    def __str__(self) -> str:
        return str(self.recommendation_id)
