"""The production shape: what docker-compose.yml promises, read as data (no Docker engine needed)."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
APP = ("web", "worker", "beat", "migrate")
SECRETS = re.compile(r"SECRET|PASSWORD|AUTH|EMAIL_URL|_TOKEN")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_compose_has_every_part_of_the_production_shape(services):
    assert set(services) == {"proxy", "migrate", "web", "worker", "beat", "database", "queue", "backup"}


def test_one_image_serves_web_worker_beat_and_migration(services):
    assert len({services[name]["image"] for name in APP}) == 1
    assert len({services[name]["build"]["dockerfile"] for name in APP}) == 1


def test_the_application_differs_by_its_command_alone(services):
    assert len({str(services[name]["environment"]) for name in APP}) == 1
    assert len({str(services[name]["command"]) for name in APP}) == len(APP)


def test_everything_that_stays_up_has_a_health_check(services):
    staying = {name for name, service in services.items() if service["restart"] != "no"}

    assert staying == set(services) - {"migrate"}
    assert [name for name in sorted(staying) if "healthcheck" not in services[name]] == []


def test_web_worker_and_beat_wait_for_the_migration_and_healthy_stores(services):
    for name in ("web", "worker", "beat"):
        waits = {other: how["condition"] for other, how in services[name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "database": "service_healthy",
            "queue": "service_healthy",
        }


def test_no_secret_stands_in_the_file(services):
    for name, service in services.items():
        for variable, value in service.get("environment", {}).items():
            if SECRETS.search(variable) or variable.endswith("_URL"):
                left = re.sub(r"\$\{[A-Z_]+(:\?[^}]*)?\}", "", str(value))
                left = re.sub(r"^[a-z+]+://(nmrf)?:?@[a-z]+:\d+/\w+$|^https://$", "", left)
                assert left == "", f"{name}: {variable}"


def test_only_the_proxy_is_open_to_the_outside(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]


def test_database_and_queue_are_out_of_reach_from_outside(compose, services):
    assert compose["networks"]["data"] == {"internal": True}
    assert services["database"]["networks"] == services["queue"]["networks"] == ["data"]


def test_what_must_outlive_a_container_is_on_a_volume(compose, services):
    mounted = {
        mount.split(":")[0]
        for service in services.values()
        for mount in service.get("volumes", [])
        if not mount.startswith(".")
    }

    assert mounted == set(compose["volumes"]) == {"database", "queue", "files", "backups", "certificates"}


def test_the_backup_reads_evidence_without_being_able_to_change_it(services):
    assert "files:/files:ro" in services["backup"]["volumes"]


def test_every_file_that_is_mounted_or_built_from_exists(services):
    named = {services["web"]["build"]["dockerfile"]}
    for service in services.values():
        named |= {m.split(":")[0] for m in service.get("volumes", []) if m.startswith(".")}

    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_the_example_environment_names_every_variable_that_compose_demands():
    demanded = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / "nmrf/deploy/env.example").read_text()

    assert demanded <= set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))


def test_the_example_environment_gives_no_secret_away():
    example = (ROOT / "nmrf/deploy/env.example").read_text()

    assert re.findall(r"^(?:SECRET_KEY|\w*PASSWORD|EMAIL_URL)=(.+)$", example, flags=re.MULTILINE) == []
