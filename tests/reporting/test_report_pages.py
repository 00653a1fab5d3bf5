"""The pages of drafts, the files, and the command."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from reporting.models import Report
from reporting.services import report_drafting
from tests.reporting.report_scene import treaty_scene


@pytest.fixture
def scene(db):
    return treaty_scene()


@pytest.fixture
def report(scene, secretariat) -> Report:
    job = report_drafting.request_draft(mechanism=scene["mechanism"], language="en", by=secretariat)
    report_drafting.compile_draft(job.pk)
    return Report.objects.get(job=job)


def test_the_secretariat_asks_for_a_draft_and_is_taken_to_its_page(client, scene, secretariat):
    client.force_login(secretariat)

    asked = client.post("/reports/", {"mechanism": "CEDAW", "language": "fr"})

    report = Report.objects.get()
    assert (asked.status_code, asked["Location"]) == (302, report.get_absolute_url())
    assert (report.language, report.state, report.created_by) == ("fr", "compiling", secretariat)
    page = client.get(report.get_absolute_url())
    assert page.status_code == 200
    assert b"hx-get" in page.content


def test_a_form_without_a_mechanism_says_so(client, scene, secretariat):
    client.force_login(secretariat)

    answer = client.post("/reports/", {"language": "fr"})

    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_each_paragraph_of_a_draft_opens_its_sources(client, report, scene, secretariat):
    client.force_login(secretariat)

    page = client.get(report.get_absolute_url()).content.decode()

    assert "Two shelters opened." in page
    assert scene["verified"].get_absolute_url() in page
    assert scene["answered"].get_absolute_url() in page
    assert page.count("<details") == report.paragraphs.filter(sources__isnull=False).distinct().count()
    assert "Not verified at all." not in page
    assert "Verified but internal." not in page
    assert "1 update waits for verification" in page


@pytest.mark.parametrize("more", [0, 8])
def test_the_page_of_a_draft_costs_the_same_however_long(
    client, report, scene, secretariat, more, django_assert_num_queries
):
    from tests.reporting.report_scene import ask

    for number in range(more):
        made = ask(scene["newer"], f"70 ({number})", "health")
        scene["told"].update(made, "Something was done.", status="in_progress")
    job = report_drafting.request_draft(mechanism=scene["mechanism"], language="en", by=secretariat)
    report_drafting.compile_draft(job.pk)
    client.force_login(secretariat)

    with django_assert_num_queries(QUERIES):
        client.get(Report.objects.get(job=job).get_absolute_url())


QUERIES = 17  # two of them: what was asked for its sections, and the kept answers that fit


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_a_draft_is_handed_out_as_a_file(client, report, secretariat, file_format):
    client.force_login(secretariat)

    answer = client.get(f"{report.get_absolute_url()}{file_format}/")

    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'-en.{file_format}"')
    if file_format == "docx":
        assert Document(BytesIO(answer.content)).core_properties.title == report.title
    else:
        assert answer.content.startswith(b"%PDF-")


def test_a_draft_that_is_not_ready_and_a_format_that_is_not_made_are_not_found(client, report, secretariat):
    client.force_login(secretariat)

    assert client.get(f"{report.get_absolute_url()}odt/").status_code == 404
    Report.objects.update(state=Report.State.COMPILING)
    assert client.get(f"{report.get_absolute_url()}pdf/").status_code == 404


@pytest.mark.parametrize(
    "person", ["owner", "validator", "stranger", "above", "stakeholder", "nhri", "nobody"]
)
def test_nobody_outside_the_house_sees_a_draft(client, report, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get("/reports/").status_code == 403
    assert client.post("/reports/", {"mechanism": "CEDAW", "language": "en"}).status_code == 403
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(f"{report.get_absolute_url()}pdf/").status_code == 404
    assert Report.objects.count() == 1


def test_whoever_is_not_signed_in_is_asked_to(client, report):
    for address in ("/reports/", report.get_absolute_url(), f"{report.get_absolute_url()}docx/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_a_draft_that_does_not_exist_is_not_found(client, secretariat):
    client.force_login(secretariat)

    assert client.get(f"/reports/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_command_writes_a_draft_without_keeping_one(scene, tmp_path, language):
    output = tmp_path / "draft.docx"

    call_command(
        "draft_report", mechanism="CEDAW", format="docx", language=language, output=output, verbosity=0
    )

    said = "\n".join(paragraph.text for paragraph in Document(str(output)).paragraphs)
    assert "Two shelters opened." in said
    assert "Not verified at all." not in said
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("mechanism", "folder"), [("NOBODY", "."), ("CEDAW", "missing/folder"), ("EMPTY", ".")]
)
def test_the_command_refuses_with_one_line_and_exit_code_two(scene, tmp_path, mechanism, folder):
    from tests.factories import MechanismFactory

    MechanismFactory(code="EMPTY")

    with pytest.raises(CommandError) as refused:
        call_command(
            "draft_report",
            mechanism=mechanism,
            format="docx",
            language="en",
            output=tmp_path / folder / "d.docx",
        )

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.rglob("*.docx"))
