"""Asking for a draft report, and compiling it in the background.

The whole draft is written in one transaction that also ends the job: a worker that is killed leaves
nothing behind, and a job that is delivered twice finds itself over.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import Job, User
from nmrf.base.permissions import require
from nmrf.base.services import jobs
from recommendations.models import Mechanism, Recommendation
from reporting import guidelines
from reporting.models import Report
from reporting.permissions import Can
from reporting.services import report_storing
from reporting.services.report_compiling import compile_report
from reporting.services.report_scope import scope_of

TASK = "reporting.compile_draft"


@transaction.atomic
def request_draft(*, mechanism: Mechanism, language: str, by: User, door: str = "") -> Job:
    """Have a worker compile a draft; the job's `report` is where it will stand."""
    require(by, Can.DRAFT_REPORT, mechanism)
    if language not in guidelines.REPORT_LANGUAGES:
        raise Invalid(_("Choose one of the languages offered."), fields={"language": [_("Not offered.")]})
    if not asked_by(mechanism):
        raise Invalid(
            _("There is no recommendation of this mechanism to report on."),
            fields={"mechanism": [_("It has asked nothing that is recorded here.")]},
        )
    with history.recorded(by=by, action="report.request", door=door):
        job = jobs.enqueue(task=TASK, payload={}, by=by)
        guideline = guidelines.for_mechanism(mechanism.code)
        Report.objects.create(
            mechanism=mechanism, language=language, guideline=guideline.key, job=job, created_by=by
        )
    return job


def compile_draft(job_id: UUID) -> None:
    """Compile the draft of this job, unless it is done already or another worker's."""
    with jobs.leased(job_id) as lease:
        if lease is None:
            return
        report = Report.objects.select_related("mechanism", "created_by").get(job=job_id)
        lease.progress(done=0, total=2, step=str(_("Reading what is verified and public")))
        try:
            with transaction.atomic():
                _write(lease, report)
        except jobs.LeaseLost:
            raise
        except Exception:
            Report.objects.filter(pk=report.pk).update(state=Report.State.FAILED)
            raise


def _write(lease: jobs.Lease, report: Report) -> None:
    """Store the draft and end the job together; a lost lease undoes both."""
    scope = scope_of(report.mechanism)
    draft = compile_report(mechanism=report.mechanism, language=report.language, scope=scope)
    with history.recorded(by=report.created_by, action="report.compile", door="task"):
        report_storing.store(report, draft, since=scope.last if scope else None)
    jobs.finish(lease, result={"words": draft.word_count, "recommendations": draft.total})


def asked_by(mechanism: Mechanism) -> bool:
    """Whether the mechanism has asked anything of this State."""
    return Recommendation.objects.counted().filter(document__mechanism=mechanism).exists()


def mechanisms_to_report_on() -> "QuerySet[Mechanism]":
    """Mechanisms that have asked something, in the order in which they are shown."""
    asked = Recommendation.objects.counted().values("document__mechanism")
    return Mechanism.objects.filter(pk__in=asked).prefetch_related("names")
