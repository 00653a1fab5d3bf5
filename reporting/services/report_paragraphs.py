"""Makes the numbered paragraphs of a draft, each with the notes that say what it rests on."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from focal_points.models import StatusUpdate
from recommendations.models import Recommendation
from reporting.rendering import words
from reporting.rendering.draft import Block, Kind, Paragraph, SourceNote
from reporting.services import report_words as say
from reporting.services.report_scope import Asked

Position = Recommendation.Position
ORDER = (Position.SUPPORTED, Position.PENDING, Position.NOTED, Position.NONE)


class Paragraphs:
    """Counts paragraphs and notes through the whole draft.

    `inline` is what the guideline's sections ask for: obstacles, needs and next steps are set with the
    update itself only where no section of their own gathers them.
    """

    def __init__(self, language: str, today: datetime.date, *, inline: Collection[str]) -> None:
        self.language, self.today = language, today
        self.gathered = set(inline)
        self.number = self.notes = 0
        self.requested: dict[int, int] = {}
        """Recommendation → number of its paragraph."""
        self.told: dict[int, int] = {}
        """Update → number of the paragraph that first told it."""

    # --- recommendations -------------------------------------------------------------------------
    def requests(self, asked: Sequence[Asked]) -> tuple[Block, ...]:
        """Supported ones first, then pending, then noted, each with its answers."""
        blocks = []
        for position in ORDER:
            chosen = [one for one in asked if one.recommendation.upr_position == position]
            if chosen:
                answered = (paragraph for one in chosen for paragraph in self._request(one))
                blocks.append(Block(self._head(position), tuple(answered)))
        return tuple(blocks)

    def _head(self, position: str) -> str:
        return {
            Position.SUPPORTED: _("Supported recommendations"),
            Position.PENDING: _("Recommendations on which the State has not decided yet"),
            Position.NOTED: _("Noted recommendations"),
        }.get(Position(position), "")

    def _request(self, asked: Asked) -> Iterable[Paragraph]:
        recommendation = asked.recommendation
        text = asked.text or _("The record holds no text of this recommendation.")
        first = self._make(
            Kind.RECOMMENDATION,
            text,
            asked.language,
            label=say.request_label(asked),
            status=asked.status.short,
            status_word=say.status_word(asked),
            recommendation_id=recommendation.pk,
            notes=(self.recommendation_note(recommendation),),
        )
        self.requested[recommendation.pk] = first.number
        yield first
        if asked.parts:
            yield self._make(
                Kind.TEXT, say.by_part(asked), self.language, recommendation_id=recommendation.pk
            )
        for update in asked.updates:
            yield from self._update(update, recommendation)
        if self._is_silent(asked):
            document = recommendation.document
            since = asked.informed_on or document.adopted_on or document.published_on
            yield self._make(
                Kind.GAP, say.gap(asked.leads, since), self.language, recommendation_id=recommendation.pk
            )

    def _is_silent(self, asked: Asked) -> bool:
        """Never told anything, or nothing within the time after which information counts as old."""
        informed = asked.informed_on
        return informed is None or (self.today - informed).days > settings.STALE_AFTER_DAYS

    # --- updates -----------------------------------------------------------------------------------
    def _update(self, update: StatusUpdate, recommendation: Recommendation) -> Iterable[Paragraph]:
        """What was done; an update that answers several recommendations is told once and then pointed at."""
        earlier = self.told.get(update.pk)
        if earlier is not None:
            text = _("%(institution)s reports on this together with other recommendations: %(see)s.") % {
                "institution": update.assignment.institution.name,
                "see": say.see([earlier]),
            }
            notes = (self.update_note(update, recommendation),)
            yield self._make(
                Kind.UPDATE, text, self.language, notes=notes, recommendation_id=recommendation.pk
            )
            return
        if update.narrative.strip():
            made = self.from_update(update, recommendation, update.narrative.strip())
            self.told[update.pk] = made.number
            yield made
        yield from self._rest(update, recommendation)

    def _rest(self, update: StatusUpdate, recommendation: Recommendation) -> Iterable[Paragraph]:
        """Obstacles, needs and next step, where no section of their own gathers them.

        What was chosen from a list is in the report's language; what was said in words is in the
        update's, and is quoted apart where the two differ.
        """
        rest = [
            ("obstacles", _("Obstacles"), say.obstacle_kinds(update), update.obstacles_said.strip()),
            ("needs", _("Support needed"), say.need_kinds(update), update.needs_said.strip()),
            ("next_steps", _("Next step"), [], say.next_step(update)),
        ]
        rest = [one for one in rest if one[0] not in self.gathered and (one[2] or one[3])]
        is_own = update.language.split("-")[0] == self.language
        plain = [
            say.labelled(label, kinds, said if is_own else "")
            for _feed, label, kinds, said in rest
            if kinds or (said and is_own)
        ]
        if plain:
            notes = (self.update_note(update, recommendation, again=update.pk in self.told),)
            self.told.setdefault(update.pk, self.number + 1)
            yield self._make(
                Kind.UPDATE, " ".join(plain), self.language, notes=notes, recommendation_id=recommendation.pk
            )
        for _feed, label, _kinds, said in rest:
            if said and not is_own:
                yield self.from_update(update, recommendation, said, label=f"{label}.")

    def from_update(
        self,
        update: StatusUpdate,
        recommendation: Recommendation,
        text: str,
        *,
        label: str = "",
        far: bool = False,
    ) -> Paragraph:
        """A paragraph in the words of an update, in the language in which they were written.

        `far`: it stands away from the update's other paragraphs, so its note says all again.
        """
        again = update.pk in self.told and not far
        return self._make(
            Kind.UPDATE,
            text,
            update.language,
            label=label or say.update_label(update),
            notes=(self.update_note(update, recommendation, again=again),),
            recommendation_id=recommendation.pk,
        )

    def of_one_kind(self, kind: str, told: Sequence[tuple[StatusUpdate, Recommendation]]) -> Paragraph:
        """An obstacle or a need that several updates name; their sources are one note."""
        number = self.notes + 1
        notes = []
        for update, recommendation in told:
            notes.append(replace(self.update_note(update, recommendation), number=number))
        self.notes = number
        names = dict.fromkeys(update.assignment.institution.name for update, _recommendation in told)
        return self._make(
            Kind.UPDATE, say.named_by(names), self.language, label=f"{kind}.", notes=tuple(notes)
        )

    # --- plain ones --------------------------------------------------------------------------------
    def text(self, text: str, *, notes: tuple[SourceNote, ...] = ()) -> Paragraph:
        """What the house itself says."""
        return self._make(Kind.TEXT, text, self.language, notes=notes)

    def gap(self, text: str) -> Paragraph:
        """Something that is missing, named."""
        return self._make(Kind.GAP, text, self.language)

    def note(self, text: str, *, address: str = "") -> SourceNote:
        """A note on a source that is neither recommendation nor update."""
        self.notes += 1
        return SourceNote(self.notes, text, address)

    def recommendation_note(self, recommendation: Recommendation) -> SourceNote:
        """Symbol, paragraph and day, linked to the UN's own page."""
        self.notes += 1
        address = recommendation.document.source_address
        return SourceNote(self.notes, say.request_note(recommendation), address, recommendation.pk)

    def update_note(
        self, update: StatusUpdate, recommendation: Recommendation, *, again: bool = False
    ) -> SourceNote:
        """Institution, period, day of verification and public evidence, linked to the public page.

        `again` makes it short, for the paragraph before this one said it all.
        """
        self.notes += 1
        address = settings.PUBLIC_URL.rstrip("/") + recommendation.get_absolute_url()
        text = _("The same update as above.") if again else say.update_note(update)
        return SourceNote(self.notes, text, address, recommendation.pk, update.pk)

    def _make(
        self,
        kind: Kind,
        text: str,
        language: str,
        *,
        label: str = "",
        status: str = "",
        status_word: str = "",
        notes: tuple[SourceNote, ...] = (),
        recommendation_id: int | None = None,
    ) -> Paragraph:
        self.number += 1
        is_quoted = language.split("-")[0] != self.language
        mark = words.original_in(say.language_name(language)) if is_quoted else ""
        return Paragraph(
            self.number,
            kind,
            text,
            language,
            label=label,
            is_quoted=is_quoted,
            original_mark=mark,
            status=status,
            status_word=status_word,
            notes=notes,
            recommendation_id=recommendation_id,
        )
