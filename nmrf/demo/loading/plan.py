"""The order in which the invented State comes into being."""

import json

from django.conf import settings
from django.utils import timezone

from focal_points.models import Assignment, StatusUpdate
from nmrf.base.models import Job, Notice
from nmrf.demo.loading import (
    asks,
    facts,
    people,
    progress,
    reading,
    register,
    reminders,
    requests,
    work,
    world,
)
from nmrf.demo.loading.files import read
from nmrf.demo.loading.steps import Step, once
from recommendations.models import Mechanism
from reporting.services import report_drafting


def steps() -> list[Step]:
    """Each builds on those before it."""
    return [
        Step("reference", "States, mechanisms, vocabularies", **once(register.load_reference)),
        Step("house", "Secretariat, administrator, stakeholders", people.of_the_house, people.welcome),
        Step("institutions", "Institutions", lambda: read("institutions"), people.found_institution),
        Step("terms", "Focal points, alternates, validators", people.of_institutions, people.begin_term),
        Step("import", "Import from the UHRI export, six languages", register.sources, register.bring_in),
        Step("national", "Judgment and report entered by hand", register.national_sources, register.enter),
        Step("documents", "Documents described", lambda: read("documents"), register.describe),
        Step("plain", "Short titles and plain wording", lambda: read("plain"), register.say_plainly),
        Step("parts", "Recommendations divided into parts", lambda: read("parts"), register.divide),
        Step("follow-up", "Follow-up deadlines and grades", lambda: read("followup"), register.follow_up),
        Step("positions", "Positions with day and source", facts.rounds, facts.state_positions),
        Step("pledges", "Voluntary pledges and a national plan", lambda: read("pledges"), facts.pledge),
        Step("treaties", "Treaties and reservations", lambda: read("treaties"), facts.bind),
        Step(
            "contradictions",
            "Contradictory recommendations",
            lambda: read("contradictions"),
            facts.contradict,
        ),
        Step("proposed-marks", "What the house proposes to look at", **once(facts.propose)),
        Step("asks", "Recurring requests found and confirmed", **once(asks.bring_together)),
        Step("clusters", "Clusters and their coordinators", lambda: read("clusters"), work.make_cluster),
        Step("assignments", "Assignments", lambda: read("assignments")["units"], work.assign),
        Step("updates", "Status updates with evidence, verified", progress.updates, progress.tell),
        Step("waiting", "Assignments that wait for an answer", work.waiting, work.give_out),
        Step("contested", "Assignments contested", lambda: read("assignments")["contested"], work.contest),
        Step(
            "views",
            "Views of the Human Rights Commission",
            lambda: read("stakeholder_views"),
            work.state_view,
        ),
        Step("report", "A draft report is asked for", **once(ask_for_report)),
        Step("report-draft", "The draft report is compiled", **once(compile_report), commits_itself=True),
        Step("document-files", "Files of documents put up", lambda: reading.PUT_UP, reading.put_up),
        Step("file-words", "Words of attached files read", reading.attached, reading.read_words),
        Step("searches", "Searches kept", lambda: reading.KEPT, reading.keep),
        Step("requests", "Information requests and kept answers", lambda: requests.REQUESTS, requests.ask),
        Step("talk", "Talk and notes", lambda: requests.THREADS, requests.say),
        Step("reminders", "Reminders chosen", lambda: reminders.WISHES, reminders.choose),
        Step("reminder-rules", "Answers by link and a calendar", **once(reminders.arrange)),
        Step("turnover", "Terms that have ended", people.who_left, people.end_term),
        Step("notices", "What was told long ago is read", **once(read_old_notices)),
        Step("sign-ins", "Sign-ins written to var/demo-users.json", **once(write_sign_ins)),
    ]


def ask_for_report() -> None:
    """The seventh periodic report on the Women's Convention, due next July, is in the making."""
    report_drafting.request_draft(
        mechanism=Mechanism.objects.get(code="CEDAW"), language="en", by=world.secretariat(), door="command"
    )


def compile_report() -> None:
    """What a worker would do; one that is already running may have been faster."""
    for job in Job.objects.open().filter(task=report_drafting.TASK):
        report_drafting.compile_draft(job.pk)


def read_old_notices() -> None:
    """Filling tells people of years of work at once; they keep what is of this month."""
    Notice.objects.filter(read_at=None, created_at__lte=timezone.now()).exclude(
        address__in=_addresses_of_this_month()
    ).update(read_at=timezone.now())


def _addresses_of_this_month() -> list[str]:
    updates = StatusUpdate.objects.filter(state__in=StatusUpdate.OPEN)
    assignments = Assignment.objects.filter(state__in=[Assignment.State.ASSIGNED, Assignment.State.CONTESTED])
    return [update.get_absolute_url() for update in updates] + [
        assignment.get_absolute_url() for assignment in assignments
    ]


def write_sign_ins() -> None:
    """One a role, for whoever tries it."""
    path = settings.VAR / "demo-users.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"users": people.sign_ins(), "answer_link": reminders.link()}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
