"""Texts made plain: nothing is glued together, nothing is lost, nothing runs."""

import pytest

from recommendations.uhri.clean import comparable, plain, printable


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<p>Right to education</p><p>66.While welcoming</p>", "Right to education\n66.While welcoming"),
        ("Right to education<br/>66.While", "Right to education\n66.While"),
        ("one<div>two</div>three", "one\ntwo\nthree"),
        ("<ul><li>(a) first;</li><li>(b) second.</li></ul>", "(a) first;\n(b) second."),
        ("<p>4<b>5</b>. The <i>Committee</i></p>", "45. The Committee"),
        ("a&nbsp;; b&nbsp: c", "a\xa0; b\xa0: c"),
        ("low&#8209;income &rsquo;s &ldquo;x&rdquo; 5&deg; &oacute;&eacute;", "low\u2011income ’s “x” 5° óé"),
        ("rights&amp;nbsp;here", "rights\xa0here"),
        ("first line br>second line", "first line\nsecond line"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("<!-- hidden -->seen", "seen"),
        ("<p>wrapped\n   in the source</p>", "wrapped in the source"),
        ("heading\r\n        text", "heading\ntext"),
        ("fewer than 5 < 6 persons > 3", "fewer than 5 < 6 persons > 3"),
        ("the word <sic> stays", "the word <sic> stays"),
        ("Ensure that an d b ill stay", "Ensure that an d b ill stay"),
        ("<td>one</td><td>two</td>", "one two"),
        ("<o:p>Word</o:p>", "Word"),
    ],
)
def test_plain_keeps_words_apart_and_drops_markup(given, shown):
    assert plain(given) == shown


def test_plain_keeps_right_to_left_marks_and_drops_overrides_and_control_characters():
    assert plain("\u200fنص\u200e") == "\u200fنص\u200e"
    assert plain("a\u202eb\x00c\x07d\ufeff") == "abcd"


def test_plain_reads_windows_characters_and_half_pairs():
    assert plain("children\x92s") == "children’s"
    assert plain("x\ud800y") == "x\ufffdy"


def test_printable_makes_line_ends_one():
    assert printable("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_comparable_sees_no_spacing_and_no_marks():
    assert comparable("126.31Intensify  ( Philippines )") == comparable("126.31 Intensify\n(Philippines)")
    assert comparable("a\u200fb\xa0c\u00ad") == comparable("abc")
    assert comparable("rights") != comparable("right s of others")
