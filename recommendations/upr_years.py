"""In which year each session of the UPR working group was held, for documents whose day is not known.

The group's own calendar: three sessions a year, two in 2012 and 2017 between cycles and in 2020 and 2022.
"""

from bisect import bisect_right

FIRST_YEAR = 2008
FIRST_SESSIONS = (1, 4, 7, 10, 13, 15, 18, 21, 24, 27, 29, 32, 35, 37, 40, 42, 45, 48, 51)
"""The first session of each year."""
LAST_SESSION = 53


def year_of_session(session: str) -> int | None:
    """The year of "48", from what a document says of its session; None where it is no known session."""
    number = int(session) if session.isascii() and session.isdigit() and len(session) < 4 else 0
    if not 1 <= number <= LAST_SESSION:
        return None
    return FIRST_YEAR - 1 + bisect_right(FIRST_SESSIONS, number)
