"""What the institutions' working pages say in passing."""

from datetime import date

from django import template

from focal_points.models import Assignment, Status, StatusUpdate, UpdateStep
from focal_points.models.urgency import Urgency
from recommendations.short_titles import short_title

register = template.Library()


@register.filter
def days_late(assignment: Assignment, today: date) -> int:
    """Days since it was due."""
    return (today - assignment.due_on).days if assignment.due_on else 0


@register.filter
def state_word(state: str) -> str:
    """An update's state, in words."""
    return str(StatusUpdate.State(state).label) if state else ""


@register.filter
def action_word(action: str) -> str:
    """What somebody did to an update, in words."""
    return str(UpdateStep.Action(action).label) if action in UpdateStep.Action.values else action


@register.filter
def urgency_word(value: int) -> str:
    """A group of "my work", in words."""
    return str(Urgency(value).label)


@register.simple_tag
def statuses_to_propose() -> list[Status]:
    """The scale without "not assessed", which nobody proposes."""
    return [status for status in Status if status != Status.NOT_ASSESSED]


@register.filter
def headline(assignment: Assignment) -> str:
    """What it is about, for people: its title, else what is asked. Uses `texts` as prefetched."""
    if assignment.cluster:
        return str(assignment.cluster.name)
    part, recommendation = assignment.part, assignment.recommendation
    if part:
        words = part.title or part.quoted.removeprefix(part.label)
        return f"{part.label} {short_title(words)}"
    return recommendation.name if recommendation else ""
