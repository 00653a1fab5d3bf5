"""Start, stop and look at this clone's own PostgreSQL and Redis.

    python3.11 -m nmrf.local.services start|stop|status|wipe

Where DATABASE_URL or REDIS_URL is set, that server is used and none of ours is started in its place.
"""

import os
import sys
from types import ModuleType

from nmrf.local import clone, postgres, redis_server

SERVICES: list[tuple[str, str, ModuleType]] = [
    ("PostgreSQL", "DATABASE_URL", postgres),
    ("Redis", "REDIS_URL", redis_server),
]


def start(on_behalf_of: str = "services") -> None:
    """Bring up what the environment does not already name, and write down where it is.

    Whoever starts them is remembered: a demonstration that ends stops its own, and leaves those that
    `make services` has started for other work.
    """
    with clone.locked("services"):
        if not (postgres.pid() or redis_server.pid()) or on_behalf_of == "services":
            clone.remember(services_started_by=on_behalf_of)
        for name, variable, server in SERVICES:
            if os.environ.get(variable):
                clone.say(f"{name}: using {variable} from the environment")
                continue
            server.start()
            clone.say(f"{name}: running on 127.0.0.1:{port_of(server)}")
        write_addresses()


def port_of(server: ModuleType) -> int | None:
    """The port a private server of ours was given."""
    port = clone.remembered("postgres_port" if server is postgres else "redis_port")
    return port if isinstance(port, int) else None


def write_addresses() -> None:
    """Tell `manage.py` where the private servers are (`var/services.json`)."""
    known = clone.read_json(clone.SERVICES_FILE)
    addresses = dict(known)
    if postgres.pid():
        addresses["database_url"] = postgres.url()
    if redis_server.is_ready():
        addresses["redis_url"] = redis_server.url()
    if addresses != known:
        clone.write_json(clone.SERVICES_FILE, addresses)


def stop() -> None:
    """Stop what is ours; a second call is harmless."""
    with clone.locked("services"):
        for name, _, server in reversed(SERVICES):
            clone.say(f"{name}: {'stopped' if server.stop() else 'was not running'}")


def status() -> None:
    """Say what runs; end with 1 unless both do."""
    up = {name: bool(server.pid() and server.is_ready()) for name, _, server in SERVICES}
    for name, variable, server in SERVICES:
        named = f" ({variable} is set and used instead)" if os.environ.get(variable) else ""
        state = (
            f"running on 127.0.0.1:{port_of(server)}, files in {server.folder()}"
            if up[name]
            else "not running"
        )
        clone.say(f"{name}: {state}{named}")
    if not all(up.values()):
        raise SystemExit(1)


def wipe() -> None:
    """Stop both and remove all they hold."""
    stop()
    with clone.locked("services"):
        for _, _, server in SERVICES:
            server.wipe()
        clone.SERVICES_FILE.unlink(missing_ok=True)
    clone.say("The private database and queue of this clone are removed.")


def main(arguments: list[str]) -> None:
    """Dispatch the one word on the command line."""
    actions = {"start": start, "stop": stop, "status": status, "wipe": wipe}
    if len(arguments) != 1 or arguments[0] not in actions:
        clone.give_up(f"usage: services.py {'|'.join(actions)}")
    actions[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
