"""The language in which expected answers are written, and how an answer is read.

`"anonymous=login; nobody stranger=404; *=in"`: who gets which answer; `*` is everybody not named.

in      let in: a page, a redirect inside, or told that the input is wrong (see LET_IN)
login   sent to sign in
401     told to sign in (the interface for machines)
403     refused; they may know that it exists
404     refused, as if it did not exist
405     nobody may use this method here; whoever is not signed in may be told that first
"""

from django.http import HttpResponseBase

ROLES = (
    "anonymous",
    "stakeholder",
    "nhri",
    "nobody",
    "stranger",
    "above",
    "owner",
    "alternate",
    "validator",
    "secretariat",
    "administrator",
)
LET_IN = {200, 201, 202, 204, 301, 302, 304, 400, 409, 412, 422, 428}


def expected(written: str) -> dict[str, str]:
    """Role → answer. Raises ValueError where a role is misspelt, named twice or missing."""
    answers: dict[str, str] = {}
    rest = ""
    for part in filter(None, (part.strip() for part in written.split(";"))):
        names, _, answer = (piece.strip() for piece in part.partition("="))
        if names == "*":
            rest = answer
            continue
        for name in names.split():
            if name not in ROLES or name in answers:
                raise ValueError(f"{name!r} is misspelt or named twice in {written!r}")
            answers[name] = answer
    missing = set(ROLES) - set(answers)
    if missing and not rest:
        raise ValueError(f"{sorted(missing)} are missing in {written!r}")
    return {role: answers.get(role, rest) for role in ROLES}


def read(response: HttpResponseBase) -> str:
    """What the answer was, in the words above."""
    code = response.status_code
    if code == 302 and "/accounts/login/" in response.headers.get("Location", ""):
        return "login"
    return "in" if code in LET_IN else str(code)


def agree(got: str, written: str) -> bool:
    """Whether an answer is the one that is written."""
    return got == written or (written == "405" and got in {"login", "401"})
