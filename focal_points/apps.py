"""The working room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FocalPointsConfig(AppConfig):
    """Who does what, and how far it is."""

    name = "focal_points"
    verbose_name = _("Who does what")

    def ready(self) -> None:
        """Say who may do what here, and who may read evidence."""
        from focal_points import request_by_link, short_answer
        from focal_points.histories import kinds
        from focal_points.permissions import RULES, Can, may_read_evidence, may_read_letter
        from focal_points.services import (
            answering,
            carrying_over,
            departures,
            file_reading,
            search_table,
            suggestion_jobs,
        )
        from focal_points.services.reminders import work as reminders
        from focal_points.services.requests import due
        from nmrf.base import histories, navigation, permissions
        from nmrf.base.services import files, people
        from recommendations import registry
        from recommendations.permissions import Can as Register

        permissions.register(RULES)
        histories.register(kinds())
        reminders.announce()
        answering.register(short_answer.AssignmentAnswer())
        due.add_sources()
        answering.register(request_by_link.RequestAnswers())
        files.register_reader(may_read_evidence)
        files.register_reader(may_read_letter)
        files.on_attached(file_reading.ask)
        people.on_closed(departures.person_closed)
        registry.on_change(search_table.refresh)
        registry.on_imported(suggestion_jobs.after_import)
        registry.on_replaced(carrying_over.carry)
        navigation.register(
            [
                navigation.Entry(_("Work"), _("Desk"), "focal_points:desk", Can.SEE_DESK, 20),
                navigation.Entry(
                    _("Work"), _("Recommendations"), "focal_points:recommendation-list", Can.SEE_DESK, 21
                ),
                navigation.Entry(_("Work"), _("Clusters"), "focal_points:cluster-list", Can.SEE_DESK, 22),
                navigation.Entry(
                    _("Work"), _("Assignments"), "focal_points:assignment-list", Can.SEE_DESK, 22
                ),
                navigation.Entry(
                    _("Work"), _("Information requests"), "focal_points:request-list", Can.SEE_DESK, 24
                ),
                navigation.Entry(_("Work"), _("Kept answers"), "focal_points:known-list", Can.SEE_DESK, 25),
                navigation.Entry(
                    _("Your institution"),
                    _("Requests to you"),
                    "focal_points:request-list",
                    Can.SEE_WORKSPACE,
                    12,
                ),
                navigation.Entry(
                    _("Your institution"), _("Kept answers"), "focal_points:known-list", Can.SEE_WORKSPACE, 13
                ),
                navigation.Entry(_("You"), _("Talk"), "focal_points:talk-list", Can.TALK, 895),
                navigation.Entry(_("Work"), _("State a view"), "focal_points:view-list", Can.STATE_VIEW, 23),
                navigation.Entry(_("Work"), _("At a glance"), "focal_points:glance", Can.SEE_GLANCE, 24),
                navigation.Entry(
                    _("Work"), _("Needs for support"), "focal_points:support-list", Can.SEE_GLANCE, 25
                ),
                navigation.Entry(
                    _("Work"), _("Where ratings differ"), "focal_points:rating-list", Can.SEE_RATINGS, 26
                ),
                navigation.Entry(
                    _("Register"),
                    _("Institutions"),
                    "focal_points:institution-list",
                    Can.KEEP_INSTITUTIONS,
                    520,
                ),
                navigation.Entry(
                    _("Register"), _("People"), "focal_points:person-list", Can.KEEP_INSTITUTIONS, 530
                ),
                navigation.Entry(_("Register"), _("Recurring requests"), "asks:list", Register.SEE_ASKS, 515),
                navigation.Entry(
                    _("Register"), _("Suggestions"), "focal_points:suggestion-list", Can.SEE_DESK, 535
                ),
                navigation.Entry(
                    _("Register"), _("Operations and undo"), "focal_points:operation-list", Can.SEE_DESK, 540
                ),
                navigation.Entry(
                    _("Your institution"), _("My work"), "focal_points:my-work", Can.SEE_WORKSPACE, 10
                ),
                navigation.Entry(
                    _("Your institution"),
                    _("Assignments"),
                    "focal_points:assignment-list",
                    Can.SEE_WORKSPACE,
                    11,
                ),
                navigation.Entry(
                    _("Your institution"),
                    _("Handovers"),
                    "focal_points:handover-list",
                    Can.SEE_WORKSPACE,
                    14,
                ),
                navigation.Entry(
                    _("Your institution"), _("Bodies below"), "focal_points:below", Can.SEE_WORKSPACE, 15
                ),
                navigation.Entry(_("You"), _("Tour and practice"), "focal_points:tour", Can.TRAIN, 920),
                navigation.Entry(
                    _("Register"), _("Training"), "focal_points:training-list", Can.SEE_TRAINING, 534
                ),
                navigation.Entry(
                    _("Register"), _("Handovers"), "focal_points:handover-list", Can.KEEP_INSTITUTIONS, 532
                ),
                navigation.Entry(
                    _("Your institution"),
                    _("Work in Excel"),
                    "focal_points:workbook-list",
                    Can.WORK_IN_EXCEL,
                    11,
                ),
                navigation.Entry(
                    _("Work"), _("Work in Excel"), "focal_points:workbook-list", Can.IMPORT_MATRIX, 28
                ),
                navigation.Entry(
                    _("Register"),
                    _("The State's own table"),
                    "focal_points:matrix-list",
                    Can.IMPORT_MATRIX,
                    512,
                ),
                navigation.Entry(
                    _("Register"),
                    _("Institutions and people from a table"),
                    "focal_points:people-list",
                    Can.KEEP_INSTITUTIONS,
                    531,
                ),
                navigation.Entry(_("You"), _("Notices"), "focal_points:notice-list", Can.READ_NOTICES, 900),
                navigation.Entry(
                    _("You"), _("Saved searches"), "focal_points:search-list", Can.SAVE_SEARCHES, 910
                ),
                navigation.Entry(
                    _("You"), _("Reminders"), "focal_points:reminder-list", Can.CHOOSE_REMINDERS, 905
                ),
                navigation.Entry(
                    _("Register"),
                    _("Mail with reminders"),
                    "focal_points:reminder-mail",
                    Can.KEEP_REMINDERS,
                    545,
                ),
            ]
        )
