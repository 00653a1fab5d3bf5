"""The project's own PostgreSQL cluster: made, started and stopped under `var/`, touching no other cluster.

PostgreSQL refuses to run as root. Root therefore hands it to the `postgres` user, with the one extra right
to look up paths, so that a clone under a folder of mode 700 works too; where a machine does not allow that,
the cluster moves to a folder outside the clone, named in `var/local.json`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from nmrf.local import clone

PLACE = clone.VAR / "postgres"
OLDEST = 15
ROLE = DATABASE = "nmrf"
PATIENCE = 60.0  # seconds a cluster may take to start or stop

SETTINGS = """\
# Written by the project at every start; changes made here are lost.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = {shared}MB
work_mem = 48MB
maintenance_work_mem = 256MB
effective_cache_size = {cached}MB
random_page_cost = 1.1
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
log_line_prefix = '%m [%p] %d '
cluster_name = 'nmrf-{digest}'
"""


def binaries(version: str | None = None) -> Path | None:
    """Folder of PostgreSQL's programs: of this major version, else the newest that will do."""
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    found = {path.parent.name: path for path in installed if path.parent.name.isdigit()}
    if version:
        return found.get(version)
    fitting = [int(name) for name in found if int(name) >= OLDEST]
    return found[str(max(fitting))] if fitting else None


def prefixes() -> list[tuple[list[str], Path]]:
    """Ways to run PostgreSQL and where its folder would lie, the preferred one first."""
    if os.geteuid() != 0:
        outside = Path(f"/var/tmp/nmrf-{os.geteuid()}-{clone.digest()}")  # noqa: S108 own() checks whose it is
        return [([], PLACE), ([], outside)]
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    reading = [*as_postgres, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return [(reading, PLACE), (as_postgres, PLACE), (as_postgres, Path(f"/var/lib/nmrf-{clone.digest()}"))]


def own(folder: Path) -> None:
    """Make `folder`, belonging to whoever will run PostgreSQL."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        try:
            postgres = pwd.getpwnam("postgres")
        except KeyError:
            clone.give_up("PostgreSQL's package is not installed (no user 'postgres'). Run: make demo")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    elif folder.stat().st_uid != os.geteuid():
        clone.give_up(f"{folder} belongs to another user: run as that user, or remove the folder.")


def can_write(prefix: list[str], folder: Path) -> bool:
    """Whether PostgreSQL, run this way, could keep its files there."""
    try:
        own(folder)
    except OSError:
        return False
    probe = [
        *prefix,
        "/bin/sh",
        "-c",
        'cd "$1" && : > probe && chmod 600 probe && rm probe',
        "sh",
        str(folder),
    ]
    try:
        return subprocess.run(probe, capture_output=True, cwd="/", check=False).returncode == 0
    except FileNotFoundError:
        return False


def choose() -> tuple[list[str], Path]:
    """The way and place that work on this machine; once a cluster exists, its place stays."""
    known = clone.remembered("postgres_folder")
    for prefix, folder in prefixes():
        if known and str(folder) != known:
            continue
        if can_write(prefix, folder):
            clone.remember(postgres_folder=str(folder))
            return prefix, folder
    if known and not str(known).startswith(str(clone.VAR)) and not Path(known, "data").exists():
        clone.remember(postgres_folder=None)
        return choose()
    clone.give_up(
        f"PostgreSQL can keep its files neither in {PLACE} nor outside the clone. is the disk writable?"
    )


def folder() -> Path:
    """Where this clone's cluster lies, or would."""
    return Path(clone.remembered("postgres_folder") or PLACE)


def pid() -> int | None:
    """Process of this very cluster; a number left behind by a killed or rebooted one does not count."""
    data = folder() / "data"
    try:
        number = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return number if clone.process_folder(number) == str(data) else None


def is_ready() -> bool:
    """Whether the cluster says that it takes connections."""
    try:
        lines = (folder() / "data" / "postmaster.pid").read_text().split("\n")
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def url(database: str = DATABASE) -> str:
    """Address of a database in this cluster."""
    secret, port = clone.password("postgres"), clone.remembered("postgres_port")
    return f"postgres://{ROLE}:{secret}@127.0.0.1:{port}/{database}"


def environment() -> dict[str, str]:
    """A small, predictable environment: a stray PGDATA or PGPORT must not lead to another cluster."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def make(prefix: list[str], place: Path, programs: Path) -> None:
    """Create the cluster, with one superuser role of the project's own and a password for it."""
    shutil.rmtree(place / "data", ignore_errors=True)  # left half-made by an interrupted run
    secret = place / "password"
    secret.write_text(clone.password("postgres") + "\n")
    shutil.chown(secret, place.stat().st_uid, place.stat().st_gid)
    secret.chmod(0o600)
    command = [*prefix, str(programs / "initdb"), "--pgdata", str(place / "data"), "--username", ROLE]
    command += ["--pwfile", str(secret), "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    command += ["--locale-provider=icu", "--icu-locale=und"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment(), check=False)
    secret.unlink()
    if done.returncode:
        clone.give_up(f"PostgreSQL could not make its cluster in {place}:\n{done.stderr or done.stdout}")
    with (place / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("include = '../nmrf.conf'\n")
    (place / "complete").touch()


def start() -> None:
    """Bring the cluster up, making it first where there is none; quick when it already runs."""
    if pid() and is_ready():
        return
    prefix, place = choose()
    # A cluster whose password went with a deleted var/ is of no use to anybody: it is made anew.
    made = (place / "complete").exists() and clone.remembered("postgres_password")
    version = (place / "data" / "PG_VERSION").read_text().strip() if made else None
    programs = binaries(version)
    if programs is None:
        clone.give_up(f"PostgreSQL {version or OLDEST} is not installed. Install it with: make services")
    if version is None:
        make(prefix, place, programs)
    if not pid():
        for _ in range(3):  # another clone may take the port between our look and our start
            if launch(prefix, place, programs):
                break
        else:
            clone.give_up(f"PostgreSQL did not start:\n{last_words(place)}")
    elif not wait_until_ready(None):
        clone.give_up(f"PostgreSQL is not taking connections:\n{last_words(place)}")
    create_database(programs)


def memory() -> int:
    """Megabytes of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20


def shared() -> int:
    """Megabytes for PostgreSQL's own cache: most machines hold the whole search table."""
    return min(1024, max(128, memory() // 8))


def launch(prefix: list[str], place: Path, programs: Path) -> bool:
    """Start the server process and wait until it takes connections."""
    (place / "data" / "postmaster.pid").unlink(missing_ok=True)  # pid() has shown it to be stale
    configuration = SETTINGS.format(
        port=clone.free_port("postgres_port"), digest=clone.digest(), shared=shared(), cached=memory() // 2
    )
    (place / "nmrf.conf").write_text(configuration)
    (place / "nmrf.conf").chmod(0o644)
    with (place / "server.log").open("a") as log:
        server = subprocess.Popen(
            [*prefix, str(programs / "postgres"), "-D", str(place / "data")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment(),
            start_new_session=True,  # Ctrl-C in the terminal is for the caller, who stops us in order
        )
    return wait_until_ready(server)


def wait_until_ready(server: subprocess.Popen[bytes] | None) -> bool:
    """True once connections are taken; False when the process ended, or time ran out."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if is_ready() and pid():
            return True
        if server and server.poll() is not None:
            return False
        time.sleep(0.05)
    return False


def last_words(place: Path) -> str:
    """End of the server's log."""
    log = place / "server.log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else "(no log)"


def create_database(programs: Path) -> None:
    """Make the project's database where it is missing."""
    done = subprocess.run(
        [str(programs / "createdb"), f"--maintenance-db={url('postgres')}", DATABASE],
        capture_output=True,
        text=True,
        env=environment(),
        cwd="/",
        check=False,
    )
    if done.returncode and "already exists" not in done.stderr:
        clone.give_up(f"The database could not be made: {done.stderr.strip()}")


def stop() -> bool:
    """Stop the cluster, ending open connections; False when it was not running."""
    running = pid()
    if running is None:
        return False
    os.kill(running, signal.SIGINT)  # PostgreSQL's "fast" shutdown
    deadline = time.monotonic() + PATIENCE
    while pid() and time.monotonic() < deadline:
        time.sleep(0.05)
    if pid():
        clone.give_up(f"PostgreSQL (process {running}) is still stopping after {PATIENCE:.0f} s.")
    return True


def wipe() -> None:
    """Remove the stopped cluster and all it holds."""
    place = folder()
    shutil.rmtree(place, ignore_errors=True)
    clone.remember(postgres_folder=None)
