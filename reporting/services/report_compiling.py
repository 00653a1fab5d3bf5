"""Compiles a draft: what is verified and public, set under the structure that the mechanism asks for.

Reads only. Each recommendation of the scope is placed once; `ReportParagraph` has a constraint that says
so again.
"""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nmrf.base.errors import HouseError
from recommendations.models import Country, Mechanism
from reporting import guidelines
from reporting.guidelines import Group, Guideline, SectionPlan
from reporting.rendering import words
from reporting.rendering.draft import Block, Cell, Draft, Kind, Section, StatusCount, Table
from reporting.services import report_words as say
from reporting.services.report_feeds import Feeder
from reporting.services.report_paragraphs import Paragraphs
from reporting.services.report_scope import Asked, Scope, in_language, scope_of

TO_BE_PLACED = "to-be-placed"
UNCOUNTED = {"annex"}
"""Keys of sections whose words a guideline does not count."""


def compile_report(
    *,
    mechanism: Mechanism,
    language: str,
    scope: Scope | None = None,
    today: datetime.date | None = None,
) -> Draft:
    """The whole draft in one language. Raises HouseError where the mechanism has asked nothing.

    `scope` is what was read before, if it was.
    """
    scope = scope or scope_of(mechanism)
    if scope is None:
        raise HouseError(
            gettext_lazy("There is no recommendation of this mechanism to report on."), code="nothing_asked"
        )
    with translation.override(language):
        in_language(scope, language)
        guideline = guidelines.for_mechanism(mechanism.code)
        return _Compiler(scope, guideline, language, today or timezone.localdate()).draft()


class _Compiler:
    """Goes through the guideline's sections in order and numbers what it sets."""

    def __init__(self, scope: Scope, guideline: Guideline, language: str, today: datetime.date) -> None:
        self.scope, self.guideline, self.language, self.today = scope, guideline, language, today
        self.paragraphs = Paragraphs(language, today, inline=guideline.feeds())
        self.feeder = Feeder(scope, guideline, self.paragraphs, today)
        self.sections: list[Section] = []
        self.levels = 0
        self.unplaced: list[Asked] = []

    def draft(self) -> Draft:
        for plan in self.guideline.sections:
            self._section(plan)
        self._to_be_placed()
        self.sections = [self.feeder.completed(section) for section in self.sections]
        return self._put_together()

    # --- sections --------------------------------------------------------------------------------
    def _section(self, plan: SectionPlan) -> None:
        blocks, tables = self.feeder.feed(plan)
        self._add(plan.key, plan.titles, blocks, tables, chart="figures" in plan.feeds)
        if "recommendations" in plan.feeds:
            self._recommendations(guidelines.groups(plan, self.scope.mechanism.code))

    def _recommendations(self, groups: Sequence[Group]) -> None:
        """One sub-section a group that has recommendations; those that fit none are kept for the end."""
        placed: dict[str, list[Asked]] = {}
        for asked in self.scope.asked:
            own, above = asked.themes
            group = guidelines.place(own, groups) or guidelines.place(above, groups)
            if group is None:
                self.unplaced.append(asked)
            else:
                placed.setdefault(group.key, []).append(asked)
        index = 0
        for group in groups:
            if group.key in placed:
                number = words.heading_number(2, index)
                title = self._group_title(group)
                blocks = self.paragraphs.requests(placed[group.key])
                self.sections.append(Section(group.key, 2, number, title, blocks))
                index += 1

    def _group_title(self, group: Group) -> str:
        title = group.titles.get(self.language, group.titles["en"])
        about = words.articles(group.articles, group.key)
        return _("%(articles)s: %(title)s") % {"articles": about, "title": title} if about else title

    def _to_be_placed(self) -> None:
        if not self.unplaced:
            return
        intro = self.paragraphs.text(
            _("These recommendations carry no theme that belongs to a section. Place them before sending.")
        )
        first, *rest = self.paragraphs.requests(self.unplaced)
        blocks = (
            (Block("", (intro,)), first, *rest)
            if first.heading
            else (Block("", (intro, *first.paragraphs)), *rest)
        )
        self._add(TO_BE_PLACED, {"en": _("To be placed")}, blocks)

    def _add(
        self,
        key: str,
        titles: guidelines.Wordings,
        blocks: tuple[Block, ...],
        tables: tuple[Table, ...] = (),
        *,
        chart: bool = False,
    ) -> None:
        number = words.heading_number(1, self.levels)
        self.levels += 1
        title = titles.get(self.language, titles["en"])
        self.sections.append(Section(key, 1, number, title, blocks, tables, has_chart=chart))

    # --- the whole -------------------------------------------------------------------------------
    def _put_together(self) -> Draft:
        mechanism, scope = self.scope.mechanism, self.scope
        treaty = guidelines.treaty_of(mechanism.code)
        state = Country.objects.get(iso3=settings.HOME_STATE).name_in(self.language)
        counts = self._counts()
        total = len(scope.asked)
        title = say.title(self.guideline, self.language, state, mechanism.name, treaty)
        length = self._words()
        limit = self.guideline.word_limit
        return Draft(
            title=title,
            subtitle=say.subtitle(scope, treaty),
            state_name=state,
            mechanism_name=mechanism.name,
            site_name=settings.SITE_NAME,
            language=self.language,
            as_of=self.today,
            guideline=self.guideline.key,
            word_count=length,
            word_limit=limit,
            total=total,
            counts=counts,
            counts_sentence=words.counts_sentence(total, [(c.word, c.count) for c in counts if c.count]),
            is_general_structure=self.guideline.is_general,
            sections=tuple(self.sections),
            matrix=self.feeder.matrix(),
            quoted=self._quoted(),
            facts=self._facts(length, limit),
            warnings=tuple(self._warnings(length, limit)),
            running_head=_("%(state)s: %(mechanism)s. Draft, %(day)s")
            % {"state": state, "mechanism": mechanism.name, "day": words.day(self.today)},
            is_demo=settings.DEMO,
        )

    def _counts(self) -> tuple[StatusCount, ...]:
        from focal_points.models import Status

        found = dict.fromkeys(Status, 0)
        for asked in self.scope.asked:
            found[asked.status] += 1
        return tuple(StatusCount(s.short, str(s.label), n) for s, n in found.items() if n)

    def _words(self) -> int:
        """Words of the body: headings, paragraphs and tables; neither notes nor annexes."""
        counted = 0
        for section in self.sections:
            if section.key in UNCOUNTED:
                continue
            counted += guidelines.words_in(section.title, self.language)
            for block in section.blocks:
                counted += guidelines.words_in(block.heading, self.language)
            for paragraph in section.paragraphs:
                counted += guidelines.words_in(paragraph.label, self.language)
                counted += guidelines.words_in(paragraph.text, paragraph.language)
            for table in section.tables:
                cells = [*table.head, *(cell.text for row in table.rows for cell in row)]
                counted += guidelines.words_in(" ".join(cells), self.language)
        return counted

    def _quoted(self) -> Table | None:
        """Language by language, where texts stand that are not in the report's own."""
        where: dict[str, list[int]] = {}
        for section in self.sections:
            for paragraph in section.paragraphs:
                if paragraph.is_quoted:
                    where.setdefault(paragraph.language, []).append(paragraph.number)
        rows = tuple(
            (
                Cell(say.language_name(language)),
                Cell(words.count(len(numbers))),
                Cell(say.joined(str(number) for number in numbers)),
            )
            for language, numbers in where.items()
        )
        head = (_("Language of the original"), _("Texts"), _("Paragraphs"))
        return Table("", head, rows, (26, 10, 64)) if rows else None

    def _facts(self, length: int, limit: int | None) -> tuple[tuple[str, str], ...]:
        by = _("Secretariat of the national mechanism, from what institutions recorded and it verified")
        facts = [
            (_("Prepared by"), by),
            (_("Length"), words.length(length, limit)),
            (_("Structure"), say.structure(self.guideline)),
        ]
        due = self.scope.last.next_report_due_on
        rule = self.guideline.due.get(self.language, "")
        if due or rule:
            facts.append((_("Due"), words.day(due) if due else rule))
        return tuple(facts)

    def _warnings(self, length: int, limit: int | None) -> list[str]:
        body = [p for section in self.sections for p in section.paragraphs]
        return say.warning_lines(
            {
                "over": max(0, length - limit) if limit else 0,
                "to_be_placed": len(self.unplaced),
                "gaps": sum(p.kind is Kind.GAP for p in body),
                "quoted": sum(p.is_quoted for p in body),
            }
        )
