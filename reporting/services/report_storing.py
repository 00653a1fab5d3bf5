"""Keeps a compiled draft in its tables, and makes it a `Draft` again for pages and files."""

import datetime
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from recommendations.models import Document
from reporting.models import Report, ReportParagraph, ReportSection, ReportSource
from reporting.rendering.draft import (
    Block,
    Cell,
    Draft,
    Kind,
    Paragraph,
    Section,
    SourceNote,
    StatusCount,
    Table,
)

COVER = (
    "subtitle",
    "state_name",
    "mechanism_name",
    "site_name",
    "total",
    "counts_sentence",
    "is_general_structure",
    "running_head",
    "is_demo",
)
"""Fields of a draft that are kept as they are."""


def store(report: Report, draft: Draft, *, since: Document | None) -> None:
    """Write the draft in the place of whatever the report held. Call inside a transaction."""
    report.sections.all().delete()
    for position, section in enumerate(draft.sections):
        kept = ReportSection.objects.create(
            report=report,
            key=section.key,
            level=section.level,
            number=section.number,
            title=section.title[:300],
            position=position,
            has_chart=section.has_chart,
            tables=[asdict(table) for table in section.tables],
        )
        _store_paragraphs(report, kept, section)
    report.title, report.since_document = draft.title[:500], since
    report.word_count, report.word_limit = draft.word_count, draft.word_limit
    report.state, report.compiled_at = Report.State.DRAFT, timezone.now()
    report.compiled = {name: getattr(draft, name) for name in COVER} | {
        "as_of": draft.as_of.isoformat(),
        "counts": [asdict(count) for count in draft.counts],
        "matrix": asdict(draft.matrix),
        "quoted": asdict(draft.quoted) if draft.quoted else None,
        "facts": draft.facts,
        "warnings": draft.warnings,
    }
    report.save()


def _store_paragraphs(report: Report, kept: ReportSection, section: Section) -> None:
    rows, sources = [], []
    for block in section.blocks:
        for paragraph in block.paragraphs:
            row = ReportParagraph(
                report=report,
                section=kept,
                number=paragraph.number,
                kind=paragraph.kind,
                heading=block.heading[:200],
                label=paragraph.label[:400],
                text=paragraph.text,
                language=paragraph.language,
                is_quoted=paragraph.is_quoted,
                original_mark=paragraph.original_mark[:120],
                status=paragraph.status,
                status_word=paragraph.status_word[:100],
                recommendation_id=paragraph.recommendation_id,
            )
            rows.append(row)
            sources += [(row, note) for note in paragraph.notes]
    ReportParagraph.objects.bulk_create(rows)
    ReportSource.objects.bulk_create(
        ReportSource(
            paragraph=row,
            number=note.number,
            text=note.text,
            address=note.url[:500],
            recommendation_id=note.recommendation_id,
            status_update_id=note.status_update_id,
        )
        for row, note in sources
    )


def read(report: Report) -> Draft:
    """The draft as it was compiled; four queries, however long it is."""
    kept: dict[str, Any] = report.compiled
    sections = report.sections.prefetch_related("paragraphs__sources")
    return Draft(
        title=report.title,
        language=report.language,
        as_of=datetime.date.fromisoformat(kept["as_of"]),
        guideline=report.guideline,
        word_count=report.word_count,
        word_limit=report.word_limit,
        counts=tuple(StatusCount(**row) for row in kept["counts"]),
        sections=tuple(_section(section) for section in sections),
        matrix=_table(kept["matrix"]),
        quoted=_table(kept["quoted"]) if kept["quoted"] else None,
        facts=tuple((term, fact) for term, fact in kept["facts"]),
        warnings=tuple(kept["warnings"]),
        **{name: kept[name] for name in COVER},
    )


def _section(kept: ReportSection) -> Section:
    blocks: list[tuple[str, list[Paragraph]]] = []
    for row in kept.paragraphs.all():
        if not blocks or blocks[-1][0] != row.heading:
            blocks.append((row.heading, []))
        blocks[-1][1].append(_paragraph(row))
    return Section(
        kept.key,
        kept.level,
        kept.number,
        kept.title,
        tuple(Block(heading, tuple(paragraphs)) for heading, paragraphs in blocks),
        tuple(_table(table) for table in kept.tables),
        has_chart=kept.has_chart,
    )


def _paragraph(row: ReportParagraph) -> Paragraph:
    notes = tuple(
        SourceNote(note.number, note.text, note.address, note.recommendation_id, note.status_update_id)
        for note in row.sources.all()
    )
    return Paragraph(
        row.number,
        Kind(row.kind),
        row.text,
        row.language,
        label=row.label,
        is_quoted=row.is_quoted,
        original_mark=row.original_mark,
        status=row.status,
        status_word=row.status_word,
        notes=notes,
        recommendation_id=row.recommendation_id,
    )


def _table(kept: dict[str, Any]) -> Table:
    rows = tuple(tuple(Cell(**cell) for cell in row) for row in kept["rows"])
    return Table(kept["caption"], tuple(kept["head"]), rows, tuple(kept["widths"]))
