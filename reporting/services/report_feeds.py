"""What fills the sections of a guideline beside the recommendations themselves, and the annex."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points.models import Status, StatusUpdate
from recommendations.models import Recommendation
from reporting.guidelines import Guideline, SectionPlan
from reporting.rendering import words
from reporting.rendering.draft import Block, Cell, Paragraph, Section, SourceNote, Table
from reporting.services import report_words as say
from reporting.services.report_paragraphs import Paragraphs
from reporting.services.report_scope import Asked, Scope

Position = Recommendation.Position
DONE = {Status.IMPLEMENTED, Status.IMPLEMENTED_CONTINUING}


class Feeder:
    """Answers each feed of a section with paragraphs and tables.

    Tables that point at paragraphs set later are completed at the end (`completed`).
    """

    def __init__(
        self, scope: Scope, guideline: Guideline, paragraphs: Paragraphs, today: datetime.date
    ) -> None:
        self.scope, self.guideline, self.paragraphs, self.today = scope, guideline, paragraphs, today
        self.feeds: dict[str, Callable[[], Iterator[Paragraph]]] = {
            "method": self._method,
            "figures": self._figures,
            "follow_up": self._follow_up,
            "cooperation": self._cooperation,
            "achievements": self._achievements,
            "obstacles": lambda: self._listed(
                say.obstacle_kinds, lambda u: u.obstacles_said, _("No institution named an obstacle.")
            ),
            "needs": lambda: self._listed(
                say.need_kinds, lambda u: u.needs_said, _("No institution asked for support.")
            ),
            "next_steps": self._next_steps,
            "statistics": self._statistics,
        }
        self.tables: dict[str, Callable[[], Table | None]] = {
            "follow_up": self._follow_up_table,
            "cooperation": self._cooperation_table,
        }
        self.completing: dict[str, Callable[[], Table | None]] = {}

    def feed(self, plan: SectionPlan) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
        """The blocks and tables of one section; a section that nothing answers is a named gap."""
        if not plan.feeds:
            said = _("The record holds nothing that answers this section; the secretariat has to write it.")
            return (Block("", (self.paragraphs.gap(said),)),), ()
        paragraphs = [p for name in plan.feeds if name in self.feeds for p in self.feeds[name]()]
        tables = []
        for name in plan.feeds:
            if name == "follow_up":
                self.completing[plan.key] = self.tables[name]
            elif name in self.tables and (table := self.tables[name]()):
                tables.append(table)
        return (Block("", tuple(paragraphs)),) if paragraphs else (), tuple(tables)

    def completed(self, section: Section) -> Section:
        """The section with the tables that had to wait for the numbers of paragraphs."""
        make = self.completing.get(section.key) if section.level == 1 else None
        table = make() if make else None
        return replace(section, tables=(*section.tables, table)) if table else section

    # --- feeds -------------------------------------------------------------------------------------
    def _method(self) -> Iterator[Paragraph]:
        note: tuple[SourceNote, ...] = ()
        if self.guideline.structure_source:
            text = _("Structure: %(source)s.") % {"source": words.isolated(self.guideline.structure_source)}
            if self.guideline.limit_source:
                text += " " + _("Length: %(source)s.") % {
                    "source": words.isolated(self.guideline.limit_source)
                }
            note = (self.paragraphs.note(text),)
        yield self.paragraphs.text(say.method(self.scope, self.today, self.guideline), notes=note)
        yield self.paragraphs.gap(
            _("The record holds no consultation on this report. Say here who was consulted, and how.")
        )

    def _figures(self) -> Iterator[Paragraph]:
        counted = dict.fromkeys(Status, 0)
        for asked in self.scope.asked:
            counted[asked.status] += 1
        total = len(self.scope.asked)
        sentence = words.counts_sentence(total, [(str(s.label), n) for s, n in counted.items() if n])
        said = _("%(counts)s, by verified status on %(day)s.") % {
            "counts": sentence,
            "day": words.day(self.today),
        }
        of = [one.recommendation.upr_position for one in self.scope.asked]
        if any(of):
            said += " " + say.positions(
                of.count(Position.SUPPORTED), of.count(Position.PENDING), of.count(Position.NOTED)
            )
        yield self.paragraphs.text(said)

    def _follow_up(self) -> Iterator[Paragraph]:
        early = self._early()
        if early:
            said = ngettext(
                "The committee asked for early information on %(n)s recommendation; the table shows it.",
                "The committee asked for early information on %(n)s recommendations; the table shows them.",
                len(early),
            ) % {"n": words.count(len(early))}
            yield self.paragraphs.text(said)

    def _cooperation(self) -> Iterator[Paragraph]:
        outcomes = self.scope.outcomes_since
        if not outcomes:
            yield self.paragraphs.text(
                _("No other mechanism has addressed the State since the last outcome.")
            )
            return
        said = ngettext(
            "Since then %(n)s outcome of other mechanisms addressed the State; the table shows it.",
            "Since then %(n)s outcomes of other mechanisms addressed the State; the table shows them.",
            len(outcomes),
        ) % {"n": words.count(len(outcomes))}
        yield self.paragraphs.text(said)

    def _achievements(self) -> Iterator[Paragraph]:
        done = [one for one in self.scope.asked if one.status in DONE]
        numbers = [
            self.paragraphs.requested[one.recommendation.pk]
            for one in done
            if one.recommendation.pk in self.paragraphs.requested
        ]
        if not done:
            yield self.paragraphs.text(_("No recommendation of the last outcome is implemented yet."))
            return
        said = ngettext(
            "%(n)s recommendation is implemented", "%(n)s recommendations are implemented", len(done)
        ) % {"n": words.count(len(done))}
        yield self.paragraphs.text(f"{said} ({say.see(numbers)})." if numbers else f"{said}.")

    def _listed(
        self,
        kinds_of: Callable[[StatusUpdate], list[str]],
        said_in: Callable[[StatusUpdate], str],
        nothing: str,
    ) -> Iterator[Paragraph]:
        """What was chosen from a list, kind by kind; then what was said in words, update by update."""
        by_kind: dict[str, list[tuple[StatusUpdate, Recommendation]]] = {}
        in_words = []
        for update, recommendation in self._updates():
            for kind in kinds_of(update):
                by_kind.setdefault(kind, []).append((update, recommendation))
            if said_in(update).strip():
                in_words.append((update, recommendation))
        for kind, told in by_kind.items():
            yield self.paragraphs.of_one_kind(kind, told)
        for update, recommendation in in_words:
            yield self.paragraphs.from_update(update, recommendation, said_in(update).strip(), far=True)
        if not by_kind and not in_words:
            yield self.paragraphs.gap(nothing)

    def _next_steps(self) -> Iterator[Paragraph]:
        steps = [(u, r, step) for u, r in self._updates() if (step := say.next_step(u))]
        for update, recommendation, step in steps:
            yield self.paragraphs.from_update(update, recommendation, step, far=True)
        if not steps:
            yield self.paragraphs.gap(_("No institution named a next step."))

    def _updates(self) -> Iterator[tuple[StatusUpdate, Recommendation]]:
        """Each update once, with the first recommendation that it answers."""
        seen: set[int] = set()
        for asked in self.scope.asked:
            for update in asked.updates:
                if update.pk not in seen:
                    seen.add(update.pk)
                    yield update, asked.recommendation

    def _statistics(self) -> Iterator[Paragraph]:
        yield self.paragraphs.gap(
            _("The record holds no statistics for this report. Ask the national statistics office for them.")
        )

    # --- tables ------------------------------------------------------------------------------------
    def _early(self) -> list[Asked]:
        return [one for one in self.scope.asked if one.recommendation.is_followup]

    def _follow_up_table(self) -> Table | None:
        rows = tuple(
            (
                Cell(words.isolated(one.recommendation.paragraph), nowrap=True),
                Cell(*_short(one)),
                Cell(words.day(one.recommendation.followup_due_on)),
                Cell(str(one.status.label), status=one.status.short),
                self._paragraph_of(one),
            )
            for one in self._early()
        )
        head = (_("Paragraph"), _("Request, in short"), _("Due"), _("Verified status"), _("Here"))
        caption = _("Recommendations for early follow-up")
        return Table(caption, head, rows, (12, 40, 16, 22, 10)) if rows else None

    def _cooperation_table(self) -> Table | None:
        rows = tuple(
            (
                Cell(words.day(document.adopted_on or document.published_on)),
                Cell(document.mechanism.name),
                Cell(say.symbol(document)),
                Cell(words.count(number)),
            )
            for document, number in self.scope.outcomes_since
        )
        head = (_("Date"), _("Mechanism"), _("Document"), _("Recommendations"))
        return Table(_("Outcomes since the last review"), head, rows, (18, 40, 22, 20)) if rows else None

    def matrix(self) -> Table:
        """The annex: every recommendation with who leads, its status, and where it stands in the draft."""
        is_upr = any(one.recommendation.upr_position for one in self.scope.asked)
        rows = tuple(self._matrix_row(one, is_upr) for one in self.scope.asked)
        head: tuple[str, ...]
        if is_upr:
            head = (
                _("Recommendation"), _("Request, in short"), _("Position"), _("Lead institution"),
                _("Verified status"), _("In force since"), _("Here"),
            )  # fmt: skip
            return Table("", head, rows, (12, 32, 9, 17, 14, 11, 5))
        head = (
            _("Paragraph"), _("Request, in short"), _("Lead institution"), _("Verified status"),
            _("In force since"), _("Here"),
        )  # fmt: skip
        return Table("", head, rows, (13, 36, 20, 14, 12, 5))

    def _matrix_row(self, one: Asked, is_upr: bool) -> tuple[Cell, ...]:
        recommendation = one.recommendation
        states = say.joined(state.country.name for state in recommendation.recommending_states.all())
        reference = words.isolated(recommendation.paragraph) or say.symbol(recommendation.document)
        cells = [Cell(f"{reference} ({states})" if states else reference), Cell(*_short(one))]
        if is_upr:
            cells.append(Cell(str(recommendation.get_upr_position_display())))
        cells += [
            Cell(say.joined(lead.name for lead in one.leads) or _("nobody yet")),
            Cell(str(one.status.label), status=one.status.short),
            Cell(words.day(one.status_on)),
            self._paragraph_of(one),
        ]
        return tuple(cells)

    def _paragraph_of(self, one: Asked) -> Cell:
        number = self.paragraphs.requested[one.recommendation.pk]
        return Cell(str(number), paragraph=number)


def _short(one: Asked) -> tuple[str, str, str]:
    """Text, no status, language: the first fields of a cell."""
    text, language = say.in_short(one)
    return text, "", language
