"""A worker, or the broker, is killed in the middle of a digest: everybody gets one mail, nobody two.

The mail server is real to them: it has taken a mail and not answered yet when the worker is killed. Nobody
can know what became of that one mail, so it is not sent again, and is shown.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.filled import Filled
from tests.integration.mail_server import Post, open_post
from tests.running import House, until

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).parent / "make_digests.py"
HELD = 3  # the mail in whose middle it happens


@pytest.fixture
def post() -> Iterator[Post]:
    with open_post(hold_at=HELD) as opened:
        yield opened


@pytest.fixture
def house(filled_database: Filled, tmp_path: Path, post: Post, worker_id: str) -> Iterator[House]:
    told = {"DIGEST_LEASE_SECONDS": "3", "EMAIL_URL": f"smtp://127.0.0.1:{post.port}"}
    with filled_database.house(f"digest_{worker_id}", tmp_path, **told) as opened:
        yield opened


def not_sent(house: House) -> list[str]:
    rows = house.ask(
        "SELECT u.email FROM focal_points_digest d JOIN base_user u ON u.id = d.person_id"
        " WHERE d.sent_at IS NULL ORDER BY d.id"
    )
    return [email for (email,) in rows]


def begin(house: House, post: Post) -> list[str]:
    """A worker sends, and stands in the middle of a mail; everybody who is to get one."""
    people: list[str] = house.python(SCRIPT)
    assert len(people) > HELD + 1
    house.start_worker("first")
    house.python(SCRIPT, "send")
    until(post.is_holding.is_set, "a mail that is handed over")
    return people


def test_what_a_killed_worker_left_is_sent_by_another_and_nothing_twice(house: House, post: Post) -> None:
    people = begin(house, post)
    house.kill("first")
    post.go_on.set()
    unknown = people[HELD - 1]
    assert sorted(not_sent(house)) == sorted(people[HELD - 1 :])

    house.start_worker("second")
    house.start_beat()
    until(lambda: not_sent(house) == [unknown], "every mail but the one nobody knows of")

    assert sorted(post.arrived) == sorted(people)
    house.python(SCRIPT, "send")
    begun = house.ask("SELECT started_at, attempts FROM focal_points_digest WHERE sent_at IS NULL")
    assert [(bool(started), attempts) for started, attempts in begun] == [(True, 1)]


def test_the_broker_may_go_in_the_middle(house: House, post: Post) -> None:
    people = begin(house, post)
    house.kill("redis")
    post.go_on.set()
    until(lambda: not not_sent(house), "every mail, without a broker")

    house.start_broker()
    house.start_worker("second")
    house.wait_for_worker("second")
    house.python(SCRIPT, "send")
    house.python(SCRIPT)
    assert sorted(post.arrived) == sorted(people)
