"""The sentences of a draft, in the language that is active: labels of requests, notes, gaps, cover facts."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language, get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from focal_points.models import Institution, StatusUpdate
from recommendations.models import Document, Mechanism, Recommendation
from recommendations.short_titles import short_title
from reporting.guidelines import Guideline, Treaty
from reporting.rendering import words
from reporting.services.report_scope import Asked, Scope

WORDS_IN_SHORT = 28


def joined(names: Iterable[str]) -> str:
    """Names with commas between them."""
    return _(", ").join(names)


def language_name(code: str) -> str:
    """A language's name in the language of the report, in small letters where that is the custom."""
    try:
        name = str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return code
    return name.lower() if get_language() in {"fr", "es", "ru"} else name


def symbol(document: Document) -> str:
    """The document's symbol, kept left to right."""
    return words.isolated(document.symbol) if document.symbol else str(document)


def request_label(asked: Asked) -> str:
    """How the paragraph of a recommendation begins: its number, who made it, its short title."""
    recommendation = asked.recommendation
    number = words.isolated(recommendation.paragraph)
    if not recommendation.paragraph:
        label = symbol(recommendation.document)
    elif recommendation.document.mechanism.kind == Mechanism.Kind.UPR:
        label = _("Recommendation %(number)s") % {"number": number}
    else:
        label = _("Paragraph %(number)s") % {"number": number}
    states = [state.country.name for state in recommendation.recommending_states.all()]
    if states and not any(state in asked.text for state in states):
        label = _("%(label)s (%(states)s)") % {"label": label, "states": joined(states)}
    if recommendation.is_partly_supported:
        label = _("%(label)s, supported in part") % {"label": label}
    if recommendation.is_followup:
        label = _("%(label)s, for early follow-up") % {"label": label}
    if recommendation.title:
        label = _("%(label)s: %(title)s") % {"label": label, "title": recommendation.title}
    return label


def status_word(asked: Asked) -> str:
    """The verified status with the day since when it is so."""
    if not asked.status_on:
        return str(asked.status.label)
    return _("%(status)s, %(day)s") % {"status": asked.status.label, "day": words.day(asked.status_on)}


def request_note(recommendation: Recommendation) -> str:
    """Where the recommendation stands."""
    document = recommendation.document
    day = document.adopted_on or document.published_on
    parts = [symbol(document)]
    if recommendation.paragraph:
        parts.append(_("para. %(number)s") % {"number": words.isolated(recommendation.paragraph)})
    if day:
        parts.append(words.day(day))
    return joined(parts) + "."


def update_label(update: StatusUpdate) -> str:
    """Who says it, of which part, of which period."""
    label = update.assignment.institution.name
    if update.assignment.part:
        label = _("%(label)s, on (%(part)s)") % {
            "label": label,
            "part": words.isolated(update.assignment.part.label.strip("()")),
        }
    return f"{label}."


def update_note(update: StatusUpdate) -> str:
    """The update, the day it was verified, and the public evidence."""
    said = _("%(institution)s, update on %(period)s, verified on %(day)s") % {
        "institution": update.assignment.institution.name,
        "period": period(update),
        "day": words.day(update.decided_at.date() if update.decided_at else None),
    }
    evidence = getattr(update, "public_evidence", [])
    if not evidence:
        return f"{said}."
    return _("%(said)s; evidence: %(titles)s.") % {
        "said": said,
        "titles": _("; ").join(piece.title for piece in evidence),
    }


def period(update: StatusUpdate) -> str:
    """The months that the update is about."""
    if update.period_from and update.period_to:
        return _("%(from)s to %(to)s") % {
            "from": words.day(update.period_from),
            "to": words.day(update.period_to),
        }
    return words.day(update.period_to or update.period_from or update.started_at.date())


def gap(leads: Sequence[Institution], since: datetime.date | None) -> str:
    """Nobody told anything: who should have, and since when nothing is known."""
    named = joined(institution.name for institution in leads)
    if not named:
        if since is None:
            return _("No institution has been made responsible, and there is no verified information.")
        return _(
            "No institution has been made responsible, and there is no verified information since %(day)s."
        ) % {"day": words.day(since)}
    if since is None:
        return _("No verified information from %(institutions)s.") % {"institutions": named}
    return _("No verified information from %(institutions)s since %(day)s.") % {
        "institutions": named,
        "day": words.day(since),
    }


def by_part(asked: Asked) -> str:
    """The status of each lettered part of a recommendation."""
    said = (
        f"{words.isolated('(' + label.strip('()') + ')')} {status.label.lower()}"
        for label, status in asked.parts
    )
    return _("Verified status by part: %(parts)s.") % {"parts": _("; ").join(said)}


def obstacle_kinds(update: StatusUpdate) -> list[str]:
    """The obstacles that were chosen from the list."""
    return [str(obstacle.get_kind_display()) for obstacle in update.obstacles.all()]


def need_kinds(update: StatusUpdate) -> list[str]:
    """The kinds of support that were chosen from the list."""
    return [str(need.get_kind_display()) for need in update.needs.all()]


def named_by(institutions: Iterable[str]) -> str:
    """Who named an obstacle or a need."""
    return _("Named by %(institutions)s.") % {"institutions": joined(institutions)}


def next_step(update: StatusUpdate) -> str:
    """What is to come, and by when."""
    step = update.next_step.strip()
    if not step or not update.next_step_on:
        return step
    return _("%(step)s (by %(day)s)") % {"step": step.rstrip("."), "day": words.day(update.next_step_on)}


def labelled(label: str, kinds: Sequence[str], said: str) -> str:
    """One matter in a line: what was chosen from a list, then what was said in words."""
    text = " ".join(f"{piece.rstrip('.')}." for piece in (_("; ").join(kinds), said) if piece)
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def in_short(asked: Asked) -> tuple[str, str]:
    """The short title in the reader's language, or what the text asks, in its own."""
    title = asked.recommendation.title
    if title:
        return title, ""
    return short_title(asked.text, words=WORDS_IN_SHORT), asked.language


def title(guideline: Guideline, language: str, state: str, mechanism: str, treaty: Treaty | None) -> str:
    """The report's own title."""
    named = treaty.names.get(language, treaty.names["en"]) if treaty else ""
    wording = guideline.titles.get(language, guideline.titles["en"])
    return wording % {"state": state, "mechanism": mechanism, "treaty": named}


def subtitle(scope: Scope, treaty: Treaty | None) -> str:
    """What it is sent under, and what it answers."""
    documents = joined(symbol(document) for document in scope.documents)
    day = words.day(scope.last.adopted_on or scope.last.published_on)
    answers = (
        _("Answers %(document)s of %(day)s.") % {"document": documents, "day": day}
        if day
        else _("Answers %(document)s.") % {"document": documents}
    )
    if treaty is None:
        return answers
    under = _("Submitted under article %(article)s.") % {"article": words.isolated(treaty.article)}
    return f"{under} {answers}"


def method(scope: Scope, day: datetime.date, guideline: Guideline) -> str:
    """How the draft came about, in two or three sentences."""
    said = ngettext(
        "This draft was compiled on %(day)s from what %(n)s institution recorded and the secretariat "
        "verified. It holds nothing that is not verified, and nothing that is not public.",
        "This draft was compiled on %(day)s from what %(n)s institutions recorded and the secretariat "
        "verified. It holds nothing that is not verified, and nothing that is not public.",
        scope.institutions,
    ) % {"day": words.day(day), "n": words.count(scope.institutions)}
    asked = ngettext(
        "It answers %(n)s recommendation.", "It answers %(n)s recommendations.", len(scope.asked)
    ) % {"n": words.count(len(scope.asked))}
    said = f"{said} {asked}"
    if guideline.is_general:
        said += " " + _(
            "No guideline for reports to this mechanism is known, so a general structure is used."
        )
    return said


def structure(guideline: Guideline) -> str:
    """Which structure it follows, for the cover."""
    if guideline.is_general:
        return _("General structure; no guideline for this mechanism is known")
    return words.isolated(guideline.structure_source)


def positions(supported: int, pending: int, noted: int) -> str:
    """How many recommendations the State supported and noted."""
    said = [pgettext("recommendations", "%(n)s supported") % {"n": words.count(supported)}]
    if pending:
        said.append(pgettext("recommendations", "%(n)s pending") % {"n": words.count(pending)})
    said.append(pgettext("recommendations", "%(n)s noted") % {"n": words.count(noted)})
    return _("Position of the State: %(positions)s.") % {"positions": joined(said)}


def see(numbers: Sequence[int]) -> str:
    """Points at other paragraphs."""
    listed = joined(str(number) for number in numbers)
    return ngettext("see paragraph %(list)s", "see paragraphs %(list)s", len(numbers)) % {
        "list": words.isolated(listed)
    }


def warning_lines(counted: dict[str, Any]) -> list[str]:
    """What the secretariat has to do before the draft can be sent."""
    lines = []
    if counted["over"]:
        lines.append(
            ngettext("It is %(n)s word too long.", "It is %(n)s words too long.", counted["over"])
            % {"n": words.count(counted["over"])}
        )
    if counted["to_be_placed"]:
        lines.append(
            ngettext(
                "%(n)s recommendation fits no section and stands under “To be placed”.",
                "%(n)s recommendations fit no section and stand under “To be placed”.",
                counted["to_be_placed"],
            )
            % {"n": words.count(counted["to_be_placed"])}
        )
    if counted["gaps"]:
        lines.append(
            ngettext(
                "%(n)s gap is named; ask for the information or write the paragraph.",
                "%(n)s gaps are named; ask for the information or write the paragraphs.",
                counted["gaps"],
            )
            % {"n": words.count(counted["gaps"])}
        )
    if counted["quoted"]:
        lines.append(
            ngettext(
                "%(n)s text is quoted in the language of the original; have it translated.",
                "%(n)s texts are quoted in the language of the original; have them translated.",
                counted["quoted"],
            )
            % {"n": words.count(counted["quoted"])}
        )
    return lines
