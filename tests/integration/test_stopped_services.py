"""Database, broker or worker stop in the middle of people's work: nothing is lost, half done or done twice.

All are real. To stop the database in the very middle of a transaction, a table that it will write is locked
from outside until it stands there and waits; then the cluster, a copy of the test's own, is ended at once.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from lxml import html

from tests.filled import Filled
from tests.integration.cluster import Cluster
from tests.integration.visitor import Answer, Visitor
from tests.running import House, until

pytestmark = pytest.mark.slow
LEASE = "3"  # seconds; in the house itself 30
TODAY = date.today()  # noqa: DTZ011  any day of these weeks will do
WORDS = "Twelve shelters were opened while the lights went out."
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]>>endobj\n%%EOF\n"


@pytest.fixture(scope="module")
def cluster(filled_database: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with the filled database, for the tests of this file."""
    made = Cluster(tmp_path_factory.mktemp("cluster") / "postgres")
    made.make()
    made.copy_in(filled_database.database)
    yield made
    made.stop_at_once()


@pytest.fixture(scope="module")
def house(
    filled_database: Filled, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Everything runs: web, worker, beat, a broker of its own."""
    told = {"JOB_LEASE_SECONDS": LEASE, "EVIDENCE_ROOT": str(filled_database.evidence)}
    house = House(filled_database.database, tmp_path_factory.mktemp("stopped"), told)
    house.server = cluster.address("")
    try:
        house.start_broker()
        house.start_web()
        house.start_worker()
        house.start_beat()
        house.wait_for_web()
        house.wait_for_worker()
        yield house
    finally:
        house.stop()


@pytest.fixture
def owner(house: House, filled_database: Filled) -> Visitor:
    return _signed_in(house, filled_database, "focal point")


@pytest.fixture
def secretariat(house: House, filled_database: Filled) -> Visitor:
    return _signed_in(house, filled_database, "secretariat")


def _signed_in(house: House, filled: Filled, who: str) -> Visitor:
    visitor = Visitor(house)
    visitor.signs_in(filled.told["people"][who], filled.told["password"])
    return visitor


def count(house: House, table: str, where: str = "true") -> int:
    return int(house.ask(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])  # noqa: S608


def started(owner: Visitor, filled: Filled, journey: str) -> Any:
    """The form of an update that this journey's assignment has now."""
    address = filled.told["given"][journey]["assignment"]
    page = owner.opens(address)
    if f"{address}start/" in page.text:
        return owner.sends(page.form(f"{address}start/"), {}).form("/save/")
    begun = html.fromstring(page.text).xpath('//main//a[contains(@href, "/work/updates/")]/@href')
    return owner.opens(begun[0]).form("/save/")


def written(form: Any) -> dict[str, Any]:
    """What a person types into it."""
    values = {
        "period_from": TODAY - timedelta(days=180),
        "period_to": TODAY - timedelta(days=1),
        "narrative": WORDS,
        "next_step": "Report on it again in spring.",
        "next_step_on": TODAY + timedelta(days=120),
    }
    chosen = form.xpath('.//input[@value="in_progress"]/@name')[0]
    return values | {chosen: "in_progress"}


def button(form: Any, words: str) -> str:
    """Where the button whose address contains these words leads."""
    return str(form.xpath(f'.//button[contains(@formaction, "{words}")]/@formaction')[0])


def stopped_in_the_middle(house: House, cluster: Cluster, table: str, act: Any) -> Answer:
    """Do it, and end the database while it waits to write into `table`; what the person was answered."""
    waits = f"SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"  # noqa: S608
    other = psycopg.connect(house.address)
    with ThreadPoolExecutor(1) as aside:
        other.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
        doing: Future[Answer] = aside.submit(act)
        until(lambda: house.ask(waits), f"somebody who writes into {table}")
        cluster.stop_at_once()
        answer = doing.result()
    other.close()
    cluster.start()
    return answer


def is_told(answer: Answer) -> bool:
    """A page that says what happened, no traceback."""
    return answer.status == 503 and "Traceback" not in answer.text and "database" in answer.text


def test_an_update_sent_while_the_database_ends(
    house: House, cluster: Cluster, owner: Visitor, filled_database: Filled
) -> None:
    form = started(owner, filled_database, "whole line")
    values, send = written(form), button(form, "/submit/")
    answer = stopped_in_the_middle(
        house, cluster, "focal_points_updatestep", lambda: owner.sends(form, values, to=send)
    )
    assert is_told(answer)
    this = f"narrative = '{WORDS}' AND state IN ('validation', 'submitted')"
    assert count(house, "focal_points_statusupdate", this) == 0

    again = owner.sends(started(owner, filled_database, "whole line"), values, to=send)
    assert again.status == 200, again.text
    assert count(house, "focal_points_statusupdate", this) == 1


def test_a_file_handed_in_while_the_database_ends(
    house: House, cluster: Cluster, owner: Visitor, filled_database: Filled
) -> None:
    form = started(owner, filled_database, "two tabs")
    add = button(form, "/evidence/")
    files = {"evidence-uploads": ("shelters.pdf", PAPER + b"%dark")}
    before = count(house, "focal_points_evidence")
    answer = stopped_in_the_middle(
        house, cluster, "focal_points_evidence", lambda: owner.sends(form, {}, files=files, to=add)
    )
    assert is_told(answer)
    assert count(house, "focal_points_evidence") == before

    again = owner.sends(started(owner, filled_database, "two tabs"), {}, files=files, to=add)
    assert "shelters" in again.text
    assert count(house, "focal_points_evidence") == before + 1


def assign_all(secretariat: Visitor, which: int) -> Answer:
    """Every recommendation to one more institution, in one act."""
    page = secretariat.opens("/work/recommendations/assign/?scope=all")
    form = page.form(holding="count")
    institutions = [one for one in form.xpath('.//select[@name="supporting"]/option/@value') if one]
    return secretariat.sends(form, {"supporting": [institutions[which]]}, to=page.url)


def test_all_recommendations_given_out_while_the_database_ends(
    house: House, cluster: Cluster, secretariat: Visitor
) -> None:
    before = count(house, "focal_points_assignment"), count(house, "base_operation")
    answer = stopped_in_the_middle(
        house, cluster, "focal_points_assignment", lambda: assign_all(secretariat, 0)
    )
    assert is_told(answer)
    assert (count(house, "focal_points_assignment"), count(house, "base_operation")) == before

    again = assign_all(secretariat, 0)
    assert again.status == 200
    assert count(house, "focal_points_assignment") >= before[0] + 250
    assert count(house, "base_operation") == before[1] + 1


def test_work_goes_on_without_a_broker_and_its_jobs_follow(
    house: House, owner: Visitor, secretariat: Visitor, filled_database: Filled
) -> None:
    house.kill("redis")
    try:
        form = started(owner, filled_database, "phone")
        files = {"evidence-uploads": ("without-a-broker.pdf", PAPER + b"%quiet")}
        added = owner.sends(form, {}, files=files, to=button(form, "/evidence/"))
        assert added.status == 200
        assert "without-a-broker" in added.text
        form = added.form("/save/")
        sent = owner.sends(form, written(form), to=button(form, "/submit/"))
        assert sent.status == 200, sent.text
        assert assign_all(secretariat, 1).status == 200
    finally:
        house.start_broker()
    until(
        lambda: not count(house, "base_job", "state IN ('queued', 'running')"),
        "an end of the jobs that waited",
    )
    assert count(house, "base_job", "state = 'failed'") == 0
    evidence = "focal_points_evidence WHERE starts_with(title, 'without-a-broker')"
    assert house.ask(f"SELECT count(*) FROM {evidence}")[0][0] == 1  # noqa: S608
