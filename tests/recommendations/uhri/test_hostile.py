"""Whatever a source holds: records, rejections or one clear refusal, never a crash."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.uhri import codec
from recommendations.uhri.clean import comparable, plain
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.paragraph_order import order_of
from recommendations.uhri.paragraphs import take_number
from recommendations.uhri.parts import propose_parts
from recommendations.uhri.please_look import oddities
from recommendations.uhri.reading import Reading
from recommendations.uhri.records import Rejected, UhriRecord
from recommendations.uhri.sources import Source
from tests.recommendations import uhri_samples as samples

MANY = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

DATES = st.one_of(
    st.dates().map(dt.date.isoformat),
    st.datetimes().map(dt.datetime.isoformat),
    st.integers(-(10**9), 10**9),
    st.floats(),
    st.sampled_from(["1900-01-01T00:00:00", "soon", "31.12.2020", "2020-02-31", "46078", "12/31/2020", ""]),
)
NASTY = st.sampled_from(
    [
        "\u202eevil\u202c",
        "\x00\x01\x1f",
        "=HYPERLINK(1)",
        "<script>x</script>",
        "&#0;&#xD800;&#1114112;",
        "\ud800",
        "Ã©tÃ©",
        "\u200f\u200e",
        "- -",
        "(" * 300,
        "<" * 300,
        "&" * 300,
        "1." * 200,
        "a" * 5000,
    ]
)
TEXT = st.text(max_size=200) | NASTY
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def mangled(draw: st.DrawFn) -> Any:
    """A good record with some keys missing, others of the wrong type, some more; or no record at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(JUNK)
    one: dict[str, Any] = draw(st.sampled_from([samples.record, samples.upr]))(draw(st.integers(1, 30)))
    for key in draw(st.lists(st.sampled_from(sorted(one)), max_size=4)):
        one.pop(key, None)
    for key in draw(st.lists(st.sampled_from(sorted(samples.record())), max_size=4)):
        one[key] = draw(DATES if "Date" in key else JUNK)
    if draw(st.booleans()):
        one["Text"] = draw(TEXT)
    one.update(draw(st.dictionaries(st.text(max_size=8), JUNK, max_size=2)))
    return one


def check(found: UhriRecord | Rejected) -> None:
    """What every result must be: storable, taken apart and put together again without loss."""
    if isinstance(found, Rejected):
        assert found.reason
        return
    stored = json.dumps(codec.to_json(found), allow_nan=False)
    stored.encode("utf-8")
    assert "\\u0000" not in stored
    again = codec.from_json(json.loads(stored))
    assert codec.digest(again) == codec.digest(found)
    list(oddities(found))


@MANY
@given(st.lists(mangled(), max_size=6))
def test_any_array_of_anything_is_read_or_refused(tmp_path: Path, values: list[Any]) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(values))

    places = []
    for found in Reading(Source(path), state=None).records():
        check(found)
        places.append(found.place)

    assert places == list(range(1, len(values) + 1))


@MANY
@given(st.lists(mangled(), min_size=1, max_size=3), st.binary(max_size=6), st.data())
def test_any_damage_to_the_bytes_ends_in_a_result_or_a_clear_refusal(
    tmp_path: Path, values: list[Any], junk: bytes, data: st.DataObject
) -> None:
    content = json.dumps(values).encode()
    at = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(at, min(len(content), at + 20)))
    path = tmp_path / data.draw(st.sampled_from(["a.json", "a.jsonl", "a.csv", "a.bin"]))
    path.write_bytes(content[:at] + junk + content[end:])

    try:
        for found in Reading(Source(path), state="XAA").records():
            check(found)
    except UnreadableSource as refused:
        assert str(refused)  # noqa: PT017  either outcome is right
    path.unlink()


@pytest.mark.parametrize("write", [samples.as_workbook, samples.as_table])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80) | st.just("=1+1"), max_size=4
    )
)
def test_tables_of_any_texts_are_read(tmp_path: Path, write: Any, texts: list[str]) -> None:
    given = [samples.record(number, Text=text) for number, text in enumerate(texts, start=1)]
    path = write(tmp_path / ("a.xlsx" if write is samples.as_workbook else "a.csv"), given)

    found = list(Reading(Source(path), state="XAA").records())

    assert len(found) == len(texts)
    for one in found:
        check(one)


@MANY
@given(TEXT)
def test_plain_text_is_settled_and_safe(text: str) -> None:
    shown = plain(text)

    shown.encode("utf-8")
    assert "\x00" not in shown
    assert comparable(shown) == comparable(comparable(shown))


@MANY
@given(TEXT)
def test_taking_the_number_loses_nothing_but_the_number(text: str) -> None:
    shown = plain(text)
    found = take_number(shown)

    assert found.text in shown
    assert found.heading in shown
    if not found.paragraph:
        assert found.text == shown
    order_of(found.paragraph)
    for span in propose_parts(shown):
        assert 0 <= span.start < span.end <= len(shown)
