"""What the working page of one recommendation shows. Constant queries."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from focal_points import opinions, suggestion_lines, work_history
from focal_points.forms.assigning import AssignForm
from focal_points.forms.register import (
    ClusterForm,
    PartFormSet,
    TagForm,
    TextForm,
    TitleForm,
    WithdrawForm,
    part_rows,
)
from focal_points.forms.tagging import NeedsForm
from focal_points.models import (
    Assignment,
    NationalNeed,
    StatusUpdate,
    Suggestion,
)
from focal_points.permissions import Can
from focal_points.work_facts import Facts
from nmrf.base import changes
from nmrf.base.permissions import may
from recommendations.models import (
    Cluster,
    ClusterMembership,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
)
from recommendations.models.exclusion import is_set_aside
from recommendations.permissions import Can as Register
from recommendations.services import parts


@dataclass
class Neighbour:
    """The paragraph before or after, in the document's order."""

    public_id: Any
    paragraph: str
    title: str


@dataclass
class WorkPage:
    """One recommendation as the secretariat works on it; forms that were refused come in bound."""

    recommendation: Recommendation
    user: Any
    bound: dict[str, Any]

    @cached_property
    def may_edit(self) -> bool:
        """Whether anything can be changed here by this person."""
        return may(self.user, Register.EDIT_REGISTER, self.recommendation)

    @cached_property
    def may_assign(self) -> bool:
        """And assigned."""
        return may(self.user, Can.ASSIGN) and self.recommendation.is_home

    @cached_property
    def facts(self) -> Facts:
        """Positions, grades, divisions, care for the text."""
        return Facts(self.recommendation)

    @cached_property
    def texts(self) -> list[RecommendationText]:
        """All but the plain wording: the original first, then by language."""
        rows = [row for row in self.recommendation.texts.all() if row.origin != row.Origin.PLAIN]
        return sorted(rows, key=lambda row: (not row.is_original, row.language, row.origin))

    @cached_property
    def plain(self) -> RecommendationText | None:
        """The plain wording in the reader's language, or any."""
        row: RecommendationText | None = self.recommendation.plain_in(self.language)
        return row

    @property
    def language(self) -> str:
        """The language of the original, in which plain wording is written first."""
        original = self.recommendation.original
        return original.language if original else "en"

    @cached_property
    def parts(self) -> list[Part]:
        """Today's parts."""
        return parts.current(self.recommendation)

    @cached_property
    def standing(self) -> dict[Any, opinions.Standing]:
        """Opinions by recommendation and part."""
        return opinions.of_recommendation(self.recommendation)

    @cached_property
    def whole(self) -> opinions.Standing:
        """Of the recommendation as one."""
        return self.standing.get((self.recommendation.pk, None), opinions.Standing())

    @cached_property
    def part_lines(self) -> list[tuple[Part, opinions.Standing]]:
        """Each part with its opinions."""
        return [
            (part, self.standing.get((self.recommendation.pk, part.pk), opinions.Standing()))
            for part in self.parts
        ]

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Who answers for it, leads first; those of its clusters too."""
        clusters = self.recommendation.memberships.values("cluster")
        about = Q(recommendation=self.recommendation) | Q(cluster__in=clusters)
        rows = Assignment.objects.current().filter(about).for_list()
        return list(rows.order_by("role", "part__position", "pk"))

    @property
    def own_assignments(self) -> list[Assignment]:
        """Of itself and its parts."""
        return [one for one in self.assignments if one.recommendation_id]

    @cached_property
    def through_clusters(self) -> list[tuple[Cluster, list[Assignment]]]:
        """Who works on it through each cluster it is in."""
        found: dict[int, tuple[Cluster, list[Assignment]]] = {}
        for one in self.assignments:
            if one.cluster:
                found.setdefault(one.cluster.pk, (one.cluster, []))[1].append(one)
        return list(found.values())

    @cached_property
    def updates(self) -> list[StatusUpdate]:
        """What institutions handed in about it."""
        about = Q(assignment__recommendation=self.recommendation) | Q(
            proposals__recommendation=self.recommendation
        )
        keys = StatusUpdate.objects.visible_to(self.user).filter(about).values("pk")
        return list(StatusUpdate.objects.filter(pk__in=keys).for_list()[:20])

    @cached_property
    def memberships(self) -> list[ClusterMembership]:
        """Clusters it is in."""
        rows = self.recommendation.memberships.select_related("cluster", "part")
        return list(rows.prefetch_related("cluster__texts"))

    @cached_property
    def tags(self) -> list[RecommendationTag]:
        """Its tags, by kind; the same one of two origins stands once."""
        rows = self.recommendation.tags.select_related("tag").annotate(is_set_aside=is_set_aside())
        return sorted(
            rows.prefetch_related("tag__names"), key=lambda row: (row.tag.kind, row.tag.name, row.origin)
        )

    @cached_property
    def suggestions(self) -> list[suggestion_lines.Line]:
        """What could be added to it."""
        return suggestion_lines.of_recommendation(self.recommendation, self.user)

    @cached_property
    def refused(self) -> list[Suggestion]:
        """What was suggested and refused."""
        return suggestion_lines.refused_of(self.recommendation) if self.may_edit else []

    @cached_property
    def needs(self) -> list[NationalNeed]:
        """A law, a budget: as marked."""
        return list(self.recommendation.national_needs.order_by("kind"))

    @cached_property
    def neighbours(self) -> tuple[Neighbour | None, Neighbour | None]:
        """The paragraphs before and after it in the document."""
        rows = list(
            self.recommendation.document.recommendations.filter(replaced_by=None)
            .in_document_order()
            .values_list("pk", "public_id", "paragraph", "title")
        )
        at = next((n for n, row in enumerate(rows) if row[0] == self.recommendation.pk), -1)
        before = Neighbour(*rows[at - 1][1:]) if at > 0 else None
        after = Neighbour(*rows[at + 1][1:]) if 0 <= at < len(rows) - 1 else None
        return before, after

    @cached_property
    def history(self) -> list[changes.Act]:
        """Who changed what and when: its own row and all rows about it."""
        return work_history.of(self.recommendation)

    def form(self, name: str) -> Any:
        """The form of an action: the refused one, or a fresh one."""
        if name not in self.bound:
            own = getattr(self, f"_{name}_form", None)
            self.bound[name] = own() if own else self.facts.fresh(name)
        return self.bound[name]

    def _title_form(self) -> TitleForm:
        return TitleForm(initial={"title": self.recommendation.title}, prefix="title")

    def _plain_form(self) -> TextForm:
        text = self.plain.text if self.plain else ""
        language = self.plain.language if self.plain else self.language
        return TextForm(initial={"language": language, "text": text, "seen": text}, prefix="plain")

    def _correct_form(self) -> TextForm:
        original = self.recommendation.original
        text = original.text if original else ""
        corrected = original.text if original and original.origin == original.Origin.CORRECTION else ""
        return TextForm(
            initial={"language": self.language, "text": text, "seen": corrected}, prefix="correct"
        )

    def _translate_form(self) -> TextForm:
        return TextForm(prefix="translate")

    def _tag_form(self) -> TagForm:
        return TagForm(prefix="tag")

    def _cluster_form(self) -> ClusterForm:
        return ClusterForm(prefix="cluster")

    def _assign_form(self) -> AssignForm:
        return AssignForm(prefix="assign", parts=self.parts)

    def _needs_form(self) -> NeedsForm:
        return NeedsForm(initial={"kinds": [need.kind for need in self.needs]}, prefix="needs")

    def _withdraw_form(self) -> WithdrawForm:
        return WithdrawForm(prefix="withdraw")

    def _divide_form(self) -> Any:
        rows = part_rows(parts.placed_anew(self.recommendation), parts.propose(self.recommendation))
        return PartFormSet(initial=rows, prefix="divide")

    @cached_property
    def division(self) -> list[tuple[Any, str]]:
        """Each row of the division with the words it covers."""
        original = self.recommendation.original
        text = original.text if original else ""
        return [(form, _covered(form, text)) for form in self.form("divide")]


def _covered(form: Any, text: str) -> str:
    starts, ends = form["starts"].value(), form["ends"].value()
    try:
        return text[int(starts) : int(ends)]
    except (TypeError, ValueError):
        return ""
