"""Elements of an array are found wherever the chunks happen to end, and in constant memory."""

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.uhri import framing
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.framing import ArrayElements
from recommendations.uhri.limits import Limits

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


class Dribble(io.BytesIO):
    """Hands out a few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.step)


def elements(content: bytes, step: int = 1 << 20) -> list[Any]:
    return [json.loads(found) for _place, found, _depth in ArrayElements(Dribble(content, step), Limits())]


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, max_size=6), st.integers(1, 40), st.booleans())
def test_any_array_comes_back_whole_from_chunks_of_any_size(values, step, spaced):
    content = json.dumps(values, indent=2 if spaced else None).encode()

    assert elements(content, step) == values


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=4), st.data())
def test_an_array_that_is_cut_is_never_taken_for_a_whole_one(values, data):
    content = json.dumps(values).encode()
    cut = content[: data.draw(st.integers(1, len(content) - 1))]

    with pytest.raises(
        (UnreadableSource, json.JSONDecodeError)
    ):  # "[tru" has a last value, though none of JSON's
        elements(cut, step=7)


def test_memory_stays_flat_however_long_the_array():
    class Endless(io.RawIOBase):
        """A hundred thousand records, made while they are read."""

        def __init__(self) -> None:
            super().__init__()
            self.left = 100_000
            self.begun = False

        def read(self, size: int = -1, /) -> bytes:
            if not self.begun:
                self.begun = True
                return b"["
            if self.left == 0:
                return b""
            self.left -= 100
            chunk = b",".join([b'{"a": "' + b"x" * 200 + b'"}'] * 100)
            return chunk + (b"," if self.left else b"]")

    tracemalloc.start()
    count = sum(1 for _element in ArrayElements(Endless(), Limits()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 100_000
    assert peak < 8 * framing.CHUNK


def test_an_element_larger_than_any_record_is_refused():
    with pytest.raises(UnreadableSource) as wrong:
        list(ArrayElements(io.BytesIO(b'["' + b"x" * 3_000_000), Limits(record=1_000_000)))

    assert wrong.value.code == "record_too_large"
