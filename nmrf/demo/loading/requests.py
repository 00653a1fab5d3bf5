"""Information requests, what institutions answered and what was kept of it; and what people said."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from focal_points.models import AskedInstitution, Assignment, InformationRequest, RequestAnswer
from focal_points.services import audience
from focal_points.services.known_answers import keeping
from focal_points.services.requests import answers, composing, deciding, sending
from focal_points.services.requests.answers import Said
from focal_points.services.requests.composing import Asks, Written
from focal_points.services.requests.moving import stands_at
from focal_points.services.talk import notes, talking
from nmrf.base import history
from nmrf.demo.loading import world
from recommendations.models import Cluster, Recommendation

LONG_AGO = "2026-11-20"
# state: what becomes of an institution's answers; `late`: days since its own date
REQUESTS: list[dict[str, Any]] = [
    {
        "title": "Medicines and waiting times in provincial hospitals",
        "note": "For the mid-term report. Figures of the last full year, please.",
        "days": 30,
        "questions": [
            (
                "1",
                "How many provincial hospitals ran out of essential medicines last year, and for how long?",
            ),
            ("2", "How long do patients wait for a first appointment with a specialist?"),
        ],
        "asked": {"MOH": "accepted"},
        "answers": {
            "MOH": (
                "Three of eleven hospitals ran out of an essential medicine, for nine days on average.",
                "The median wait was 34 days; it was 52 days two years before.",
            )
        },
        "kept_until": -20,
        "closed": True,
    },
    {
        "title": "Replies to the list of issues: violence against women",
        "note": "The Committee allows 30 pages for all replies. Please keep each answer under 200 words.",
        "days": 14,
        "questions": [
            (
                "5",
                "Please provide data on the number of shelters for women in each province and their places.",
            ),
            ("6", "How many complaints of domestic violence led to a protection order within 48 hours?"),
            ("7", "What training do police officers receive before they take such complaints?"),
            (
                "8 (a)",
                "Please state the budget of the national plan against violence for each year since 2023.",
            ),
        ],
        "asked": {"MFG": "accepted", "MOJ": "submitted", "POL": "waiting"},
        "answers": {
            "MFG": (
                "Twenty-three shelters are open, at least one in each province, with 412 places.",
                "The Ministry keeps no such figures; the courts do.",
                "",
                "2023: 4.1 million; 2024: 4.6 million; 2025: 6.2 million; 2026: 6.9 million.",
            ),
            "MOJ": (
                "",
                "Of 3,870 applications in 2025, 2,944 were decided within 48 hours and 2,310 granted.",
            ),
        },
        "late": {"POL": 3},
        "kept_until": 300,
    },
    {
        "title": "Figures for the chapter on education",
        "subject": "Report to the Committee on the Rights of the Child, chapter on education",
        "note": "",
        "days": 40,
        "questions": [
            ("1", "How many children with disabilities attended ordinary schools this year?"),
            ("2", "Which schools teach in a minority language, and how many pupils have they?"),
        ],
        "asked": {"MOE": "draft", "MCL": "draft"},
        "answers": {},
    },
]
THREADS = (
    ("recommendation", "MFG", "Is the figure on shelters of June still right? The Committee will ask.", True),
    ("recommendation", "", "The court publishes its yearly figures in January. We can wait for them.", False),
    ("cluster", "", "The next meeting of the network is on the second Tuesday of the month.", False),
)
REPLY = "It is: two more open in spring, and we will say so in the next update."
NOTE = "The Ministry promised the list of provinces by telephone. Ask again if it has not come in two weeks."


def ask(row: Mapping[str, Any]) -> None:
    """Write it, send it, let it be answered as far as the row says."""
    by, today = world.secretariat(), timezone.localdate()
    written = Written(
        row["title"], row["note"], today + timedelta(days=row["days"]), subject=row.get("subject", "")
    )
    request = composing.create(written=written, by=by, door="command")
    wanted = [Asks(number, text, _about(row, number)) for number, text in row["questions"]]
    composing.put_questions(request=request, version=request.version, questions=wanted, by=by, door="command")
    institutions = [world.institution(code) for code in row["asked"]]
    composing.ask_all(
        request=request, version=request.version, institutions=institutions, by=by, door="command"
    )
    if "draft" in row["asked"].values():
        return
    sending.send(request=request, version=request.version, by=by, door="command")
    for code, state in row["asked"].items():
        if state != "waiting":
            _answer(request, code, state, row)
    _make_late(request, row)
    if row.get("closed"):
        sending.close(request=request, version=request.version, by=by, door="command")


def _about(row: Mapping[str, Any], number: str) -> tuple[int, ...]:
    """The first question is about what the institution leads on."""
    first = row["questions"][0][0]
    lead = _led_by(next(iter(row["asked"]))) if number == first else None
    return (lead.pk,) if lead else ()


def _led_by(code: str) -> Recommendation | None:
    rows = Assignment.objects.current().leading().filter(institution=world.institution(code), cluster=None)
    found = rows.order_by("pk").select_related("recommendation").first()
    return found.recommendation if found else None


def _answer(request: InformationRequest, code: str, state: str, row: Mapping[str, Any]) -> None:
    asked = request.asked.get(institution=world.institution(code))
    person, cells = world.speaks_for(code, LONG_AGO), asked.answers.order_by("question__position")
    answers.seen(asked=asked, by=person, door="command")
    said = {
        cell.pk: Said(cell.version, text)
        for cell, text in zip(cells, row["answers"][code], strict=False)
        if text
    }
    answers.save(asked=asked, said=said, language="en", by=person, door="command")
    answers.submit(asked=asked, by=person, door="command")
    _sign(asked)
    for cell in asked.answers.filter(state=RequestAnswer.State.SUBMITTED) if state == "accepted" else ():
        _accept(cell, row)


def _sign(asked: AskedInstitution) -> None:
    """The validator does, where the institution has one."""
    if asked.answers.filter(state=RequestAnswer.State.VALIDATION).exists():
        signing = audience.validators(asked.institution, timezone.localdate())
        writer = asked.answers.exclude(author=None)[0].author_id or 0
        validator = signing.exclude(pk=writer)[0]
        answers.sign(asked=asked, version=stands_at(asked), by=validator, door="command")


def _accept(cell: RequestAnswer, row: Mapping[str, Any]) -> None:
    by, today = world.secretariat(1), timezone.localdate()
    deciding.accept(answer=cell, version=cell.version, by=by, door="command")
    until = today + timedelta(days=row["kept_until"])
    keeping.keep(
        answer=cell,
        valid_from=min(today, until) - timedelta(days=200),
        valid_to=until,
        by=by,
        door="command",
    )


def _make_late(request: InformationRequest, row: Mapping[str, Any]) -> None:
    """An institution whose own date was earlier: no service moves a date into the past."""
    with history.recorded(by=world.secretariat(), action="request.move_due", door="command"):
        for code, days in row.get("late", {}).items():
            request.asked.filter(institution=world.institution(code)).update(
                due_on=timezone.localdate() - timedelta(days=days)
            )


def say(row: tuple[str, str, str, bool]) -> None:
    """Begin a thread; the first one gets its answer from the institution."""
    kind, code, text, is_question = row
    by, writer = world.secretariat(), world.speaks_for("MFG", LONG_AGO)
    recommendation = _led_by("MFG")
    thing = Cluster.objects.get(code="freedom-from-violence") if kind == "cluster" else recommendation
    if thing is None:
        return
    thread = talking.start(
        thing=thing,
        text=f"@{writer.name}: {text}" if code else text,
        institution=world.institution(code) if code else None,
        is_question=is_question,
        by=by,
        door="command",
    )
    if is_question:
        talking.reply(thread=thread, text=REPLY, by=writer, door="command")
        notes.add(thing=thing, text=NOTE, by=by, door="command")
