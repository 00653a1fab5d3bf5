"""What was asked: the import from UHRI's shape, and what UHRI does not have."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nmrf.demo.loading import facts, world
from nmrf.demo.loading.files import export, exports_in_other_languages, read
from recommendations.models import Document, Mechanism, Recommendation, Tag
from recommendations.services import (
    corrections,
    documents,
    entries,
    grades,
    parts,
    reference,
    uhri_runs,
    uhri_sources,
)
from recommendations.services import follow_up as follow_up_marks


def load_reference() -> None:
    """States, mechanisms, vocabularies, where nobody loaded them, and the invented court."""
    if not Mechanism.objects.exists():
        reference.load()
    court = read("judgment")["mechanism"]
    reference.add_mechanism(code=court["code"], kind=Mechanism.Kind.COURT, names=court["names"], position=520)


def sources() -> list[Path]:
    """English first: it is complete, and the others hang on its records."""
    return [export(), *exports_in_other_languages()]


def bring_in(source: Path) -> None:
    """Import one file as the secretariat does: read, preview, apply."""
    by = world.secretariat()
    run = uhri_runs.begin(
        source=source.name, country=uhri_runs.ALL, by=by, sha256=uhri_sources.digest(source)
    )
    uhri_runs.read(run=run, reading=uhri_sources.reading(source, country=uhri_runs.ALL))
    uhri_runs.apply(run=run, by=by, door="command")


def national_sources() -> list[str]:
    """A judgment with its orders, and a report of the Human Rights Commission."""
    return ["judgment", "nhri"]


def enter(name: str) -> None:
    """Enter one document by hand, with its recommendations or orders."""
    content = read(name)
    said, by = content["document"], world.secretariat(1)
    document = documents.add_document(
        mechanism=Mechanism.objects.get(code=content["mechanism"]["code"]),
        kind=Document.Kind.JUDGMENT if name == "judgment" else Document.Kind.NHRI_REPORT,
        symbol=said["symbol"],
        title=said["title"]["en"],
        adopted_on=world.day_or_none(said["adopted_on"]),
        published_on=world.day_or_none(said["published_on"]),
        session=said["session"],
        by=by,
        door="command",
    )
    for row in content["recommendations"]:
        _enter_one(document, row, by)


def _enter_one(document: Document, row: Mapping[str, Any], by: Any) -> None:
    is_order = row["kind"] == "reparation_order"
    made = entries.add_recommendation(
        document=document,
        text=row["texts"]["en"],
        language="en",
        paragraph=row["paragraph"],
        kind=Recommendation.Kind.ORDER if is_order else Recommendation.Kind.RECOMMENDATION,
        due_on=world.day_or_none(row.get("due_on")),
        themes=_tags(Tag.Kind.THEME, row["themes"]),
        persons=_tags(Tag.Kind.PERSONS, row["affected_persons"]),
        sdgs=list(Tag.objects.filter(kind=Tag.Kind.SDG, code__in=row["sdgs"])),
        by=by,
        door="command",
    )
    for language, text in row["texts"].items():
        if language != "en":
            corrections.add_translation(
                recommendation=made, language=language, text=text, by=by, door="command"
            )
    for language, text in row.get("plain", {}).items():
        corrections.write_plain(recommendation=made, language=language, text=text, by=by, door="command")


def _tags(kind: str, labels: list[str]) -> list[Tag]:
    found = Tag.objects.filter(kind=kind, names__name__in=labels).distinct()
    return list(found)


def describe(row: Mapping[str, Any]) -> None:
    """Add to a document what UHRI does not say: title, session, dates, the next report."""
    followup = {each["symbol"]: each["deadline"] for each in read("followup")}
    documents.describe_document(
        document=world.document(row["symbol"]),
        title=row["title"],
        session=row["session"][:120],
        adopted_on=world.day_or_none(row["adopted_on"]),
        next_report_due_on=world.day_or_none(row["next_report_due"]),
        followup_due_on=world.day_or_none(followup.get(row["symbol"])),
        by=world.secretariat(),
        door="command",
    )


def say_plainly(row: Mapping[str, Any]) -> None:
    """A short title, and what is asked in plain words."""
    whole, by = world.recommendation(row), world.secretariat(2)
    entries.set_title(recommendation=whole, title=row["title_en"], by=by, door="command")
    if "plain_en" in row:
        corrections.write_plain(
            recommendation=whole, language="en", text=row["plain_en"], by=by, door="command"
        )


def divide(row: Mapping[str, Any]) -> None:
    """Divide a recommendation along its letters, under the titles we gave them."""
    whole = world.recommendation(row)
    titles = {each["label"]: each["title"] for each in row["parts"]}
    wanted = [
        parts.Wanted(label=label, title=titles[label], starts=span.start, ends=span.end)
        for span in parts.propose(whole)
        if (label := f"({span.letter})") in titles
    ]
    parts.divide(recommendation=whole, parts=wanted, by=world.secretariat(), door="command")


def follow_up(row: Mapping[str, Any]) -> None:
    """Paragraphs that a committee wants to hear of early, and the grades it gave."""
    by = world.secretariat(1)
    for paragraph in row["paragraphs"]:
        whole = _paragraph(row["symbol"], paragraph)
        follow_up_marks.mark(
            recommendation=whole, due_on=world.day_or_none(row["deadline"]), by=by, door="command"
        )
    report = facts.send_report(row)
    for grade in row["grades"]:
        whole = _paragraph(row["symbol"], grade["paragraph"])
        label = f"({grade['letter']})" if grade.get("letter") else ""
        grades.give(
            recommendation=whole,
            part=whole.parts.filter(label=label, removed_at=None).first() if label else None,
            scale=grade["scale"],
            grade=grade["grade"],
            report=report,
            meaning=grade["meaning"],
            reference=grade["document"],
            given_on=world.day(grade["given_on"]),
            by=by,
            door="command",
        )


def _paragraph(symbol: str, paragraph: str) -> Recommendation:
    return Recommendation.objects.get(
        document__symbol=symbol, paragraph=paragraph, annotation_id__isnull=False
    )
