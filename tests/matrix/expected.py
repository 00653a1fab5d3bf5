"""Who gets which answer, written by hand: route → method → answers (the words are those of `answers`).

The objects in the addresses belong to the agency of `owner`, `alternate` and `validator`; `above` is of the
ministry above it, `stranger` of another ministry, and `nobody`'s term is over. An address that is not
here fails the test.
"""

ALL = "*=in"
REFUSED = "*=405"

# Pages of the house and who may only read them.
HOUSE = "anonymous=login; secretariat administrator=in; *=403"
HOUSE_ALONE = "anonymous=login; secretariat administrator=in; *=404"
SECRETARIAT = "anonymous=login; secretariat=in; *=403"
ANYBODY_SIGNED_IN = "anonymous=login; *=in"
TOLD_THINGS = "anonymous=login; nobody stakeholder=403; *=in"
WITH_A_TERM = "anonymous=login; stranger above owner alternate validator=in; *=403"

# One institution's own things: to strangers they do not exist.
STRANGERS = "anonymous=login; stakeholder nhri nobody stranger=404"
OWN_ASSIGNMENT = f"{STRANGERS}; *=in"
OWN_ASSIGNMENT_WRITE = f"{STRANGERS}; validator secretariat administrator=403; *=in"
OWN_DRAFT = f"{STRANGERS}; secretariat administrator=404; *=in"
OWN_DRAFT_WRITE = f"{STRANGERS}; secretariat administrator=404; validator=403; *=in"
OWN_DRAFT_SIGN = f"{STRANGERS}; secretariat administrator=404; above owner alternate=403; *=in"

SEES_GLANCE = "anonymous=login; stakeholder nhri nobody=403; *=in"
GLANCE = (
    "glance",
    "stuck-list",
    "stuck-download",
    "load-download",
    "lacking-list",
    "lacking-download",
    "support-list",
    "support-download",
    "obstacle-list",
    "obstacle-download",
)

# Whoever writes for an institution, and the secretariat on its behalf.
WRITERS = "anonymous=login; stranger above owner alternate secretariat=in; *=403"
OWN_WORKBOOK = "anonymous=login; above owner alternate validator=in; *=404"
OWN_WORKBOOK_WRITE = "anonymous=login; above owner alternate=in; validator=403; *=404"
MATRIX = "anonymous=login; secretariat=in; administrator=403; *=404"

NHRI_ONLY = "anonymous=login; nhri=in; *=403"

# Requests, kept answers and talk: the house and people of institutions.
WORKS = "anonymous=login; stakeholder nhri nobody=403; *=in"
ANSWERS_SIGN = f"{STRANGERS}; validator=in; *=403"
OWN_WORDS = f"{STRANGERS}; owner=in; *=403"


def page(answers: str) -> dict[str, str]:
    """Read only."""
    return {"GET": answers, "POST": REFUSED}


def action(answers: str) -> dict[str, str]:
    """A POST only; opening the address changes nothing."""
    return {"GET": "*=405", "POST": answers}


def form(answers: str) -> dict[str, str]:
    """A page that takes what is filled in."""
    return {"GET": answers, "POST": answers}


def door(answers: str) -> dict[str, str]:
    """Read only, for machines."""
    return {"GET": answers, "POST": REFUSED, "PUT": REFUSED, "PATCH": REFUSED, "DELETE": REFUSED}


PUBLIC_PAGES = (
    "home",
    "recommendation-list",
    "recommendation-csv",
    "recommendation-xlsx",
    "recommendation-feed",
    "recommendation-detail",
    "ask-list",
    "ask-detail",
    "document-list",
    "document-feed",
    "document-detail",
    "treaties",
    "pledges",
    "cluster-list",
    "cluster-detail",
    "institution-list",
    "institution-detail",
    "state-list",
    "state-detail",
    "state-compare",
    "state-compare-csv",
    "figures",
    "rating-list",
    "rating-download",
    "need-list",
    "need-download",
    "statuses",
    "open-data",
)
SECRETARIAT_ACTIONS = (
    "recommendation-title",
    "recommendation-plain",
    "recommendation-correct",
    "recommendation-translate",
    "recommendation-tag",
    "recommendation-untag",
    "recommendation-followup",
    "recommendation-unfollowup",
    "recommendation-grade",
    "recommendation-ungrade",
    "recommendation-position",
    "recommendation-edit",
    "recommendation-strike",
    "recommendation-restore",
    "recommendation-sentences",
    "recommendation-keep-parts",
    "recommendation-contradict",
    "recommendation-contradiction",
    "recommendation-touch",
    "recommendation-touching",
    "recommendation-looked",
    "recommendation-cluster",
    "recommendation-uncluster",
    "recommendation-divide",
    "recommendation-undivide",
    "recommendation-assign",
    "recommendation-withdraw",
    "recommendation-due",
    "cluster-members",
    "cluster-coordinator",
    "cluster-archive",
    "operation-undo",
    "recommendation-needs",
    "recommendation-exclude",
    "recommendation-include",
)
HOUSE_ACTIONS = (
    "institution-close",
    "institution-invite",
    "term-begin",
    "term-end",
    "person-link",
    "person-close",
    "person-reopen",
    "term-take-back",
)
REQUEST_ACTIONS = (
    "request-who",
    "request-everybody",
    "request-send",
    "request-another",
    "request-due",
    "request-close",
    "request-cancel",
    "asked-accept",
    "answer-accept",
    "answer-send-back",
    "known-confirm",
    "known-retire",
    "note-withdraw",
)
PUBLIC_DOORS = (
    "recommendation-list",
    "recommendation-detail",
    "recommendation-similar",
    "document-list",
    "document-detail",
    "mechanism-list",
    "mechanism-detail",
    "institution-list",
    "institution-detail",
    "cluster-list",
    "cluster-detail",
    "statistics-status",
    "schema",
    "docs",
)
API_STRANGERS = "anonymous=401; stakeholder nhri nobody stranger=404"

EXPECTED: dict[str, dict[str, str]] = {
    **{f"reporting:{name}": page(ALL) for name in PUBLIC_PAGES},
    "reporting:report-list": form(HOUSE),
    "reporting:report-detail": page(HOUSE_ALONE),
    "reporting:report-download": page(HOUSE_ALONE),
    "reporting:report-use": action(HOUSE_ALONE),
    # the workspace
    "focal_points:home": page(ANYBODY_SIGNED_IN),
    "focal_points:my-work": page(WITH_A_TERM),
    "focal_points:history": page(HOUSE_ALONE),  # of a recommendation; others in test_histories
    "focal_points:assignment-detail": page(OWN_ASSIGNMENT),
    "focal_points:assignment-list": page("anonymous=login; stakeholder nhri nobody=403; *=in"),
    "focal_points:assignment-download": page("anonymous=login; stakeholder nhri nobody=403; *=in"),
    "focal_points:recommendation-download": page(HOUSE),
    "focal_points:recommendation-board": page(HOUSE),
    "focal_points:board-move": action(SECRETARIAT),
    "focal_points:assignment-accept": action(OWN_ASSIGNMENT_WRITE),
    "focal_points:assignment-contest": action(OWN_ASSIGNMENT_WRITE),
    "focal_points:assignment-uncontest": action(OWN_ASSIGNMENT_WRITE),
    "focal_points:update-start": action(OWN_ASSIGNMENT_WRITE),
    "focal_points:update-nothing-new": action(OWN_ASSIGNMENT_WRITE),
    "focal_points:assignment-enter": action(f"{STRANGERS}; secretariat=in; *=403"),
    "focal_points:update-correct": action(OWN_DRAFT_WRITE),
    "focal_points:update-unnote": action(OWN_DRAFT_WRITE),
    "focal_points:update-detail": page(OWN_DRAFT),
    "focal_points:update-save": action(OWN_DRAFT_WRITE),
    "focal_points:update-autosave": action(OWN_DRAFT_WRITE),
    "focal_points:update-submit": action(OWN_DRAFT_WRITE),
    "focal_points:update-take-back": action(OWN_DRAFT_WRITE),
    "focal_points:update-withdraw": action(OWN_DRAFT_WRITE),
    "focal_points:update-sign": action(OWN_DRAFT_SIGN),
    "focal_points:update-send-back": action(OWN_DRAFT_SIGN),
    "focal_points:update-unsign": action(OWN_DRAFT_SIGN),
    "focal_points:update-drop-draft": action(OWN_DRAFT),
    "focal_points:update-versions": page(OWN_DRAFT),
    "focal_points:notice-list": page(TOLD_THINGS),
    "focal_points:notice-read": action(TOLD_THINGS),
    "focal_points:search-list": page(ANYBODY_SIGNED_IN),
    "focal_points:search-save": action(ANYBODY_SIGNED_IN),
    "focal_points:search-edit": form("anonymous=login; owner=in; *=404"),
    "focal_points:search-delete": action("anonymous=login; owner=in; *=404"),
    "focal_points:search-alert": page("anonymous=login; owner=in; *=404"),
    "focal_points:search-stop-mail": form(ALL),
    # reminders, calendars, and links by which something is answered
    "focal_points:reminder-list": form(TOLD_THINGS),
    "focal_points:feed-renew": action(TOLD_THINGS),
    "focal_points:feed-revoke": action(TOLD_THINGS),
    "focal_points:institution-feed-renew": action(OWN_ASSIGNMENT),
    "focal_points:institution-feed-revoke": action(OWN_ASSIGNMENT),
    "focal_points:reminder-mail": page(HOUSE),
    "focal_points:digest-again": action(HOUSE),
    "focal_points:reminder-rules": form(HOUSE),
    "focal_points:link-list": page(TOLD_THINGS),
    "focal_points:link-revoke": action(OWN_ASSIGNMENT),
    "focal_points:institution-link-wish": action(OWN_ASSIGNMENT),
    "focal_points:answer": form(ALL),
    "focal_points:answer-revoke": action(ALL),
    "focal_points:calendar": page(ALL),
    "focal_points:evidence-add": action(OWN_DRAFT_WRITE),
    "focal_points:evidence-show": action(OWN_DRAFT_WRITE),
    "focal_points:evidence-remove": action(OWN_DRAFT_WRITE),
    # the desk
    "focal_points:desk": page(HOUSE),
    "focal_points:desk-queue": page(HOUSE),
    "focal_points:desk-download": page(HOUSE),
    "focal_points:update-verify": {"GET": HOUSE, "POST": SECRETARIAT},
    "focal_points:update-return": action(SECRETARIAT),
    "focal_points:update-approve": action(SECRETARIAT),
    "focal_points:update-refuse": action(SECRETARIAT),
    "focal_points:update-add-evidence": action(SECRETARIAT),
    **{
        f"focal_points:update-{name}": action(f"{STRANGERS}; secretariat=in; *=403")
        for name in ("undo-return", "recall", "reinstate")
    },
    # at a glance
    **{f"focal_points:{name}": page(SEES_GLANCE) for name in GLANCE},
    "focal_points:rating-list": page(TOLD_THINGS),
    "focal_points:rating-download": page(TOLD_THINGS),
    "focal_points:operation-rows": page(HOUSE),
    "focal_points:operation-rows-download": page(HOUSE),
    "focal_points:evidence-mark": action(SECRETARIAT),
    "focal_points:contest-decide": form(SECRETARIAT),
    "focal_points:bulk-assign": form(SECRETARIAT),
    "focal_points:bulk-cluster": form(SECRETARIAT),
    "focal_points:bulk-position": form(SECRETARIAT),
    "focal_points:bulk-followup": form(SECRETARIAT),
    "focal_points:bulk-tag": form(SECRETARIAT),
    "focal_points:bulk-need": form(SECRETARIAT),
    "focal_points:bulk-suggestion": form(SECRETARIAT),
    "focal_points:suggestion-list": page(HOUSE),
    "focal_points:suggestion-find": action(SECRETARIAT),
    "focal_points:suggestion-switch": action(SECRETARIAT),
    "focal_points:suggestion-hide": action(HOUSE),
    "focal_points:suggestion-take": action(SECRETARIAT),
    "focal_points:suggestion-refuse": action(SECRETARIAT),
    "focal_points:suggestion-reopen": action(SECRETARIAT),
    "focal_points:recommendation-list": page(HOUSE),
    "focal_points:recommendation-detail": page(HOUSE),
    **{f"focal_points:{name}": action(SECRETARIAT) for name in SECRETARIAT_ACTIONS},
    "focal_points:cluster-list": page(HOUSE),
    "focal_points:cluster-download": page(HOUSE),
    "focal_points:cluster-new": form(SECRETARIAT),
    "focal_points:cluster-detail": page(HOUSE),
    "focal_points:cluster-edit": form(SECRETARIAT),
    "focal_points:institution-list": page(HOUSE),
    "focal_points:institution-download": page(HOUSE),
    "focal_points:institution-new": form(HOUSE),
    "focal_points:institution-work": page(HOUSE),
    "focal_points:institution-edit": form(HOUSE),
    **{f"focal_points:{name}": action(HOUSE) for name in HOUSE_ACTIONS},
    "focal_points:person-list": form(HOUSE),
    "focal_points:person-download": page(HOUSE),
    "focal_points:person-edit": form(HOUSE),
    # when somebody leaves; what stands below; the first days
    "focal_points:handover-list": page("anonymous=login; nobody stakeholder nhri=403; *=in"),
    "focal_points:handover-begin": action(f"{STRANGERS}; validator=403; *=in"),
    "focal_points:handover-detail": page(OWN_ASSIGNMENT),
    "focal_points:handover-write": action(OWN_ASSIGNMENT_WRITE),
    "focal_points:handover-successor": action(f"{STRANGERS}; validator=403; *=in"),
    "focal_points:handover-welcome": form(OWN_ASSIGNMENT),
    "focal_points:handover-pack": page(OWN_ASSIGNMENT),
    "reporting:handover-pdf": page(OWN_ASSIGNMENT),
    "focal_points:below": page(WITH_A_TERM),
    "focal_points:profile": form(ANYBODY_SIGNED_IN),
    "focal_points:tour": page(WITH_A_TERM),
    "focal_points:tour-step": form(WITH_A_TERM),
    "focal_points:tour-dismiss": action(WITH_A_TERM),
    "focal_points:practice": form(WITH_A_TERM),
    "focal_points:training-list": page(HOUSE),
    "focal_points:training-download": page(HOUSE),
    # the house itself: the assistant exists while there is no administrator
    **{f"setup:{name}": form("*=404") for name in ("start", "step")},
    **{f"setup:{name}": action("*=404") for name in ("finish", "take-back")},
    "house-settings": form("anonymous=login; administrator=in; *=403"),
    "house-logo": page("*=404"),
    "focal_points:operation-list": page(HOUSE),
    "focal_points:operation-download": page(HOUSE),
    "focal_points:operation-detail": page(HOUSE),
    "focal_points:view-list": page(NHRI_ONLY),
    "focal_points:view-state": form(NHRI_ONLY),
    # information requests, kept answers, talk
    "focal_points:request-list": page(WORKS),
    "focal_points:request-new": form(SECRETARIAT),
    "focal_points:request-detail": page(OWN_ASSIGNMENT),
    "focal_points:request-edit": form(SECRETARIAT),
    "focal_points:request-questions": form(SECRETARIAT),
    "focal_points:request-about": form(SECRETARIAT),
    "focal_points:request-table": page(HOUSE),
    "focal_points:request-download": page(WORKS),
    "focal_points:known-download": page(WORKS),
    "focal_points:bulk-request": form(SECRETARIAT),
    **{f"focal_points:{name}": action(SECRETARIAT) for name in REQUEST_ACTIONS},
    "focal_points:asked-detail": page(OWN_ASSIGNMENT),
    **{
        f"focal_points:asked-{name}": action(OWN_ASSIGNMENT_WRITE)
        for name in ("save", "autosave", "submit", "take-kept", "take-back")
    },
    "focal_points:asked-drop-draft": action(OWN_ASSIGNMENT),
    "focal_points:asked-sign": action(ANSWERS_SIGN),
    "focal_points:asked-send-back": action(ANSWERS_SIGN),
    "focal_points:known-list": page(WORKS),
    "focal_points:known-new": form(SECRETARIAT),
    "focal_points:known-detail": page(OWN_ASSIGNMENT),
    "focal_points:known-edit": form(SECRETARIAT),
    "focal_points:talk-list": page(WORKS),
    "focal_points:talk-start": action("anonymous=login; stakeholder nhri nobody=403; stranger=404; *=in"),
    "focal_points:talk-open": page(OWN_ASSIGNMENT),
    "focal_points:talk-reply": action(OWN_ASSIGNMENT),
    "focal_points:talk-answered": action(OWN_ASSIGNMENT),
    "focal_points:comment-edit": form(OWN_WORDS),
    "focal_points:comment-withdraw": action(OWN_WORDS),
    "focal_points:note-add": action(HOUSE),
    "focal_points:note-edit": form(SECRETARIAT),
    # tables that people hand in
    "focal_points:workbook-list": form(WRITERS),
    "focal_points:workbook-download": page(WRITERS),
    "focal_points:workbook-detail": page(OWN_WORKBOOK),
    "focal_points:workbook-left": page(OWN_WORKBOOK),
    **{
        f"focal_points:workbook-{name}": action(OWN_WORKBOOK_WRITE)
        for name in ("apply", "discard", "undo", "choose")
    },
    "focal_points:matrix-list": form(SECRETARIAT),
    "focal_points:matrix-detail": page(HOUSE_ALONE),
    "focal_points:matrix-left": page(HOUSE_ALONE),
    "focal_points:matrix-columns": form(MATRIX),
    **{f"focal_points:matrix-{name}": action(MATRIX) for name in ("apply", "discard", "undo", "choose")},
    "focal_points:people-list": form(HOUSE),
    "focal_points:people-template": page(HOUSE),
    "focal_points:people-entered": page(HOUSE),
    "focal_points:people-detail": page(HOUSE_ALONE),
    "focal_points:people-left": page(HOUSE_ALONE),
    **{f"focal_points:people-{name}": action(HOUSE_ALONE) for name in ("apply", "discard", "undo")},
    # recurring requests
    "asks:list": page(HOUSE),
    "asks:detail": page(HOUSE),
    **{
        f"asks:{name}": action(SECRETARIAT)
        for name in ("decide", "confirm-above", "look", "divide", "join", "name", "cluster")
    },
    # the register
    "recommendations:tag-list": page(HOUSE),
    "recommendations:tag-new": form(SECRETARIAT),
    "recommendations:tag-detail": {"GET": HOUSE, "POST": SECRETARIAT},
    "recommendations:tag-merge": action(SECRETARIAT),
    "recommendations:tag-retire": action(SECRETARIAT),
    "recommendations:tag-waiting": page(HOUSE),
    "recommendations:state-settle": action(SECRETARIAT),
    "recommendations:mechanism-settle": form(SECRETARIAT),
    "recommendations:document-list": page(HOUSE),
    "recommendations:document-new": form(SECRETARIAT),
    "recommendations:document-file-add": action(SECRETARIAT),
    "recommendations:document-file-remove": action(SECRETARIAT),
    "recommendations:document-work": {"GET": HOUSE, "POST": SECRETARIAT},
    "recommendations:recommendation-new": action(SECRETARIAT),
    "recommendations:document-paste": form(SECRETARIAT),
    "recommendations:document-followup": action(SECRETARIAT),
    "recommendations:document-positions": action(SECRETARIAT),
    "recommendations:document-report": form(SECRETARIAT),
    "recommendations:follow-up-change": form(SECRETARIAT),
    "recommendations:follow-up-remove": action(SECRETARIAT),
    "recommendations:mechanism-new": form(SECRETARIAT),
    "recommendations:treaty-list": page(HOUSE),
    "recommendations:treaty-new": form(SECRETARIAT),
    "recommendations:treaty-detail": {"GET": HOUSE, "POST": SECRETARIAT},
    "recommendations:treaty-reserve": action(SECRETARIAT),
    "recommendations:reservation-change": form(SECRETARIAT),
    "recommendations:care": page(HOUSE),
    "recommendations:care-look": action(SECRETARIAT),
    "recommendations:care-decide": action(SECRETARIAT),
    "recommendations:smart-check": form(HOUSE),
    "recommendations:import-list": page(HOUSE),
    "recommendations:import-new": form(SECRETARIAT),
    "recommendations:import-detail": page(HOUSE),
    "recommendations:import-rejected": page(HOUSE),
    "recommendations:import-apply": action(SECRETARIAT),
    "recommendations:import-discard": action(SECRETARIAT),
    "recommendations:import-undo": form(SECRETARIAT),
    "recommendations:import-settle": action(SECRETARIAT),
    "recommendations:import-fetch": action(SECRETARIAT),
    "recommendations:import-mend": page(HOUSE),
    "recommendations:import-columns": form(SECRETARIAT),
    "recommendations:table-kinds": form(SECRETARIAT),
    "recommendations:table-new": form(SECRETARIAT),
    "recommendations:table-template": page(SECRETARIAT),
    "recommendations:table-template-text": page(SECRETARIAT),
    "recommendations:table-entered": page(SECRETARIAT),
    "recommendations:conflict-list": page(HOUSE),
    "recommendations:conflict-detail": page(HOUSE) | {"POST": SECRETARIAT},
    "recommendations:replacement-list": page(HOUSE),
    "recommendations:replacement-detail": page(HOUSE),
    "recommendations:replacement-decide": action(SECRETARIAT),
    # for machines
    **{f"api:{name}": door(ALL) for name in PUBLIC_DOORS},
    "api:assignment-list": door("anonymous=401; *=in"),
    "api:assignment-detail": door(f"{API_STRANGERS}; *=in"),
    "api:assignment-updates": {
        "GET": "anonymous=401; *=405",
        "POST": f"{API_STRANGERS}; validator secretariat administrator=403; *=in",
    },
    "api:update-list": door("anonymous=401; *=in"),
    "api:update-detail": {
        "GET": f"{API_STRANGERS}; secretariat administrator=404; *=in",
        "PUT": f"{API_STRANGERS}; secretariat administrator=404; validator=403; *=in",
        "PATCH": f"{API_STRANGERS}; secretariat administrator=404; validator=403; *=in",
        "DELETE": "anonymous=401; *=405",
    },
    # files and the house itself
    "file-download": page(
        "anonymous stakeholder nhri nobody stranger=404; secretariat administrator=404; *=in"
    ),
    "health:live": {"GET": ALL},
    "health:ready": {"GET": ALL},
    "styleguide": page(ALL),
}
