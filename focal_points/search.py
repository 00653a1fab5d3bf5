"""The one search behind public list, downloads, feed, API and working list.

`Search.from_query(request.GET, request.user)` reads an address; what it does not understand it leaves out
and says so in `notes`.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import F, Func, Q, QuerySet, Value
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.broken_words import widened
from focal_points.filters import FILTERS, FLAGS, OFF, ON, Choice, find_all
from focal_points.models import SearchRow
from focal_points.models.institution import reach
from focal_points.search_matches import matches, rank
from focal_points.search_words import LONGEST, Asked, Compiled, Term, compile_words, parse
from recommendations.models import Country, Recommendation

MOST_VALUES = 50
KINDS = {"ask": Q(is_ask=True), "observation": Q(is_ask=False), "all": Q()}
SORTS = {
    "best": gettext_lazy("Best match"),
    "new": gettext_lazy("Newest first"),
    "verified": gettext_lazy("Last verified"),
    "silent": gettext_lazy("Longest silent"),
    "document": gettext_lazy("As in the documents"),
}
NEWEST = (
    F("year").desc(nulls_last=True),
    F("published_on").desc(nulls_last=True),
    *("document", "place", "pk"),
)
"""The year first: of a review that has no day in its list, only its year may be known."""
ORDERS: dict[str, tuple[Any, ...]] = {
    "new": NEWEST,
    "verified": (F("verified_on").desc(nulls_last=True), *NEWEST),
    "silent": (F("verified_on").asc(nulls_first=True), *NEWEST),
    "document": ("mechanism", "document", "place", "pk"),
}


@dataclass(frozen=True)
class Token:
    """One thing the list is narrowed by, and the address without it."""

    name: str
    label: str
    without: str


@dataclass
class Search:
    """One search, as its address says it."""

    query: QueryDict
    q: str = ""
    chosen_values: dict[str, list[Choice]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    mine: set[int] = field(default_factory=set)
    state: str = ""
    state_name: str = ""
    state_pk: int | None = None
    kind: str = "ask"
    sort: str = ""
    notes: list[str] = field(default_factory=list)
    looked_further: bool = False

    @classmethod
    def from_query(cls, query: QueryDict, user: Any = None) -> "Search":
        """Read an address. `user` matters for `mine=1` alone: what that person's institutions work on."""
        search = cls(query=_clean(query))
        search._read_words()
        search._read_filters()
        search._read_state()
        search._read_rest(user)
        if search.q and search.words is None:
            search.notes.append(_("Only very common words were typed; they were left out."))
        return search

    # --- reading ---------------------------------------------------------------------------------

    def _read_words(self) -> None:
        typed = self.query.get("q", "").strip()
        if len(typed) > LONGEST:
            self.notes.append(_("The search was cut after %(number)s characters.") % {"number": LONGEST})
        self.q = typed[:LONGEST]

    def _read_filters(self) -> None:
        typed = {
            name: list(dict.fromkeys(value.strip() for value in self.query.getlist(name) if value.strip()))
            for name in FILTERS
        }
        wanted = {name: codes for name, codes in typed.items() if codes}
        found = find_all({name: codes[:MOST_VALUES] for name, codes in wanted.items()})
        for name, codes in wanted.items():
            self.chosen_values[name] = list({one.held: one for one in found[name].values()}.values())
            for code in codes:
                if code not in found[name]:
                    self._left_out(FILTERS[name].title, code)
        self.chosen_values = {name: choices for name, choices in self.chosen_values.items() if choices}

    def _read_state(self) -> None:
        wanted = self.query.get("state", "").strip()
        self.state = settings.HOME_STATE
        if wanted.lower() == "all":
            self.state, self.state_name = "all", _("all States")
        elif wanted and wanted.upper() != settings.HOME_STATE:
            country = Country.objects.filter(iso3=wanted.upper()).prefetch_related("names").first()
            if country is None:
                self._left_out(_("State"), wanted)
            else:
                self.state, self.state_name, self.state_pk = country.iso3, country.name, country.pk

    def _read_rest(self, user: Any) -> None:
        for name, (title, _condition) in FLAGS.items():
            value = self.query.get(name, "").strip().lower()
            if value in ON:
                self.flags.add(name)
            elif value not in OFF:
                self._left_out(title, value)
        if self.query.get("mine") in ON and user is not None:
            self.mine = reach(user) or {0}
        kind = self.query.get("kind", "")
        if kind in KINDS:
            self.kind = kind
        elif kind:
            self._left_out(_("Kind"), kind)
        sort = self.query.get("sort", "")
        if sort and sort not in SORTS:
            self._left_out(_("Sort by"), sort)
        self.sort = sort if sort in SORTS else ("best" if self.q else "new")

    def _left_out(self, title: Any, code: str) -> None:
        self.notes.append(
            _("%(filter)s: “%(value)s” is not known and was left out.")
            % {"filter": title, "value": code[:60]}
        )

    # --- answering -------------------------------------------------------------------------------

    @cached_property
    def words(self) -> Compiled | None:
        """The compiled words; None when none were typed, or only words too common to look for."""
        asked = parse(self.q) if self.q else None
        return compile_words(asked) if asked and (asked.groups or asked.without) else None

    def look_further(self) -> bool:
        """Called where nothing was found: ask for unknown words joined or broken too. True if that helped."""
        if self.looked_further or self.words is None:
            return False
        self.looked_further = True
        before = self.words
        wider, unknown = widened(parse(self.q), self._are_found)
        if not unknown:
            return False
        self.words = compile_words(wider)
        if self.words is None or not self.base().exists():
            self.words = before
            return False
        told = _(
            "“%(words)s” is not found as typed; texts that hold it joined or broken by a space are shown."
        )
        self.notes.append(told % {"words": " ".join(unknown)})
        return True

    def _are_found(self, terms: list[Term]) -> list[bool]:
        """Of each term, whether anything within the State and kind holds it, in one query."""
        made = [compile_words(Asked([[term]])) for term in terms]
        some = [
            self._within()
            .filter(self._worded(matches(one.query)))
            .annotate(at=Value(place))
            .values_list("at")[:1]
            for place, one in enumerate(made)
            if one
        ]
        held = {at for (at,) in (some[0].union(*some[1:], all=True) if some else ())}
        return [one is None or place in held for place, one in enumerate(made)]

    @property
    def is_home(self) -> bool:
        """About this house's own State, so that status means something."""
        return self.state == settings.HOME_STATE

    def base(self) -> QuerySet[SearchRow]:
        """What the words and the State leave, before any filter."""
        rows = self._within()
        return rows.filter(self._worded(matches(self.words.query))) if self.words else rows

    def _within(self) -> QuerySet[SearchRow]:
        rows = SearchRow.objects.filter(KINDS[self.kind], is_current=True)
        if self.is_home:
            rows = rows.filter(is_home=True)
        elif self.state_pk is not None:
            rows = rows.filter(countries__contains=[self.state_pk])
        if self.mine:
            rows = rows.filter(institutions__overlap=list(self.mine))
        return rows

    def _worded(self, matches: Func) -> Q:
        """Requests and observations have an index of words each: where both are wanted, both are named."""
        if self.kind == "all":
            return Q(matches, is_ask=True) | Q(matches, is_ask=False)
        return Q(matches)

    def conditions(self) -> dict[str, Q]:
        """Each filter in use, by name, so that a facet can leave out its own."""
        found = {name: FILTERS[name].condition(choices) for name, choices in self.chosen_values.items()}
        return found | {name: FLAGS[name][1]() for name in sorted(self.flags)}

    def matching(self) -> QuerySet[SearchRow]:
        """All rows found, in no order."""
        rows = self.base()
        for condition in self.conditions().values():
            rows = rows.filter(condition)
        return rows

    def rows(self) -> QuerySet[SearchRow]:
        """All rows found, in order, with what a line of a list shows."""
        rows = self._answered().select_related("recommendation__document__mechanism")
        if self.sort == "best" and self.words:
            return rows.order_by(rank(self.words.query).desc(), *NEWEST)
        return rows.order_by(*ORDERS.get(self.sort, NEWEST))

    def count(self) -> int:
        """How many are found."""
        return self._answered().count()

    def recommendations(self) -> QuerySet[Recommendation]:
        """The same, as recommendations, in no order."""
        return Recommendation.objects.filter(pk__in=self._answered().values("pk"))

    def _answered(self) -> QuerySet[SearchRow]:
        """What matches, after a further look where nothing did: lists and what is done to them agree."""
        if self.words and not self.looked_further and not self.matching().exists():
            self.look_further()
        return self.matching()

    # --- for people --------------------------------------------------------------------------------

    @cached_property
    def chosen(self) -> list[Token]:
        """What the list is narrowed by, each with the address without it."""
        tokens = []
        if self.q:
            tokens.append(Token("q", _("“%(words)s”") % {"words": self.q}, self.address(drop=("q", None))))
        for name, choices in self.chosen_values.items():
            title = FILTERS[name].title
            for choice in choices:
                label = _("%(label)s: %(text)s") % {"label": title, "text": choice.label}
                tokens.append(Token(name, label, self.address(drop=(name, choice.code))))
        for name in sorted(self.flags):
            tokens.append(Token(name, str(FLAGS[name][0]), self.address(drop=(name, None))))
        if not self.is_home:
            label = _("State: %(name)s") % {"name": self.state_name}
            tokens.append(Token("state", label, self.address(drop=("state", None))))
        return tokens

    def address(self, *, drop: tuple[str, str | None] | None = None, **put: str) -> str:
        """The query string of this search, with something dropped or put; begins with `?`."""
        query = self.query.copy()
        query.pop("page", None)
        if drop is not None:
            name, code = drop
            kept = [
                value
                for value in query.getlist(name)
                if code is not None and value.strip().upper() != code.upper()
            ]
            query.setlist(name, kept)
        for name, value in put.items():
            query[name] = value
        return "?" + query.urlencode()


def _clean(query: QueryDict) -> QueryDict:
    """A copy without empty values and without characters that PostgreSQL cannot hold."""
    clean = QueryDict(mutable=True)
    for name in query:
        values = [
            value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
            for value in query.getlist(name)[: MOST_VALUES * 2]
        ]
        if kept := [value for value in values if value.strip()]:
            clean.setlist(name.replace("\x00", ""), kept)
    return clean
