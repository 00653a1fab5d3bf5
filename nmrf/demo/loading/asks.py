"""Recurring requests of the demonstration: found by the house, the sure ones confirmed, others waiting."""

from nmrf.demo.loading import world
from recommendations.services import ask_finding, asks

SURE = 0.55


def bring_together() -> None:
    """What any house does: look, confirm what is plainly the same, and leave the rest to be decided."""
    ask_finding.find()
    asks.confirm_above(score=SURE, by=world.secretariat(), door="command")
