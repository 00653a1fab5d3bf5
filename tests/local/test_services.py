"""The private PostgreSQL and Redis of a clone: started, found again, recovered, stopped."""

import json
import os
import shutil
import signal
import socket
import time
from pathlib import Path

import psycopg
import pytest
import redis

pytestmark = pytest.mark.skipif(
    not (list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and shutil.which("redis-server")),
    reason="PostgreSQL and Redis are not installed here",
)


@pytest.fixture
def running(copy):
    done = copy.run("services", "start")
    assert done.returncode == 0, done.stderr
    return json.loads(copy.read("services.json"))


def database_pid(copy):
    return int(copy.read("postgres/data/postmaster.pid").split()[0])


def test_start_gives_a_database_with_the_extensions_at_hand(running):
    with psycopg.connect(running["database_url"]) as connection:
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        (encoding,) = connection.execute("SHOW server_encoding").fetchone()

    assert encoding == "UTF8"


def test_start_gives_a_queue_that_never_evicts(running):
    with redis.Redis.from_url(running["redis_url"]) as queue:
        assert queue.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_nobody_gets_in_without_the_password(running):
    open_database = running["database_url"].replace(
        ":" + running["database_url"].split(":")[2].split("@")[0], ""
    )
    port = running["redis_url"].rsplit(":", 1)[1].split("/")[0]

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(open_database)
    with redis.Redis(port=int(port)) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_the_file_with_the_passwords_is_its_owners_alone(running, copy):
    assert (copy.root / "var" / "services.json").stat().st_mode & 0o077 == 0


def test_start_again_changes_nothing(running, copy):
    before = database_pid(copy)

    copy.run("services", "start")

    assert database_pid(copy) == before
    assert json.loads(copy.read("services.json")) == running


def test_start_recovers_what_was_killed_and_keeps_the_data(running, copy):
    with psycopg.connect(running["database_url"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
    killed = database_pid(copy)
    os.kill(killed, signal.SIGKILL)
    while (Path("/proc") / str(killed) / "cwd").exists():
        time.sleep(0.02)

    down = copy.run("services", "status")
    up = copy.run("services", "start")

    assert down.returncode == 1
    assert "PostgreSQL: not running" in down.stdout
    assert up.returncode == 0, up.stderr
    with psycopg.connect(running["database_url"]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_taken_port_leads_to_another_one(running, copy):
    copy.run("services", "stop")
    taken = int(running["database_url"].rsplit(":", 1)[1].split("/")[0])
    with socket.create_server(("127.0.0.1", taken)):
        done = copy.run("services", "start")

        assert done.returncode == 0, done.stderr
        assert json.loads(copy.read("services.json"))["database_url"] != running["database_url"]


def test_addresses_in_the_environment_are_used_instead(running, copy):
    copy.run("services", "stop")

    done = copy.run(
        "services", "start", DATABASE_URL="postgres://elsewhere/x", REDIS_URL="redis://elsewhere/0"
    )

    assert done.stdout.splitlines() == [
        "PostgreSQL: using DATABASE_URL from the environment",
        "Redis: using REDIS_URL from the environment",
    ]
    assert copy.run("services", "status").returncode == 1
    assert "elsewhere" not in copy.read("services.json")


def test_stop_twice_is_harmless(running, copy):
    first, second = copy.run("services", "stop"), copy.run("services", "stop")

    assert first.stdout.splitlines() == ["Redis: stopped", "PostgreSQL: stopped"]
    assert second.stdout.splitlines() == ["Redis: was not running", "PostgreSQL: was not running"]
    assert second.returncode == 0


def test_wipe_leaves_no_data_behind(running, copy):
    done = copy.run("services", "wipe")

    assert done.returncode == 0, done.stderr
    assert [
        name for name in ("postgres", "redis", "services.json") if (copy.root / "var" / name).exists()
    ] == []
