"""The engine of recurring requests, floor by floor: clauses, words, treaties, pairs, groups."""

import pytest

from recommendations.recurring import chinese, clauses, folding, groups, keeping, marking, normalise, pairs
from recommendations.recurring.pairs import Pair


def asked(*texts: str, language: str = "en") -> list[pairs.Asked]:
    return [pairs.asked(key, text, language) for key, text in enumerate(texts, start=1)]


def found(*texts: str, language: str = "en") -> set[tuple[int, int]]:
    return {(pair.low, pair.high) for pair in pairs.find(asked(*texts, language=language), language=language)}


# --- clauses and words ---------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("127.179 Continue to train judges (Guinea-Bissau);", ["Continue to train judges"]),
        ("118.12. Build wells (Peru) (Chile);", ["Build wells"]),
        ("Build wells (Peru); Train judges (Chile);", ["Build wells", "Train judges"]),
        (
            "The State should: (a) Build wells; (b) Train judges.",
            ["The State should:", "Build wells", "Train judges"],
        ),
        ("Ratify the treaty (ICRMW)", ["Ratify the treaty (ICRMW)"]),
        ("See art. 5 of the law. Train judges", ["See art.  5 of the law", "Train judges"]),
        ("2030", []),
        ("", []),
    ],
)
def test_a_text_is_parted_at_letters_sentences_and_states(text, parts):
    assert [part.rstrip(".") for part in clauses.clauses(text)] == parts


def test_forms_of_a_word_are_one():
    assert folding.fold("Élaborées ЁЛКА ٢٣ œuvre") == "elaborees елка 23 oeuvre"
    assert folding.stem("recommendations") == folding.stem("recommendation")
    assert folding.tokens(folding.fold("والتعليم")) == folding.tokens(folding.fold("التعليم"))


def test_words_torn_by_old_conversions_are_healed_only_where_the_whole_is_known():
    known = {"poverty", "and", "promote", "an"}

    assert folding.healed(["poverty", "an", "d", "promote"], known) == ["poverty", "and", "promote"]
    assert folding.healed(["an", "x", "promote"], known) == ["an", "x", "promote"]


def test_chinese_words_are_parted_by_the_dictionary_and_never_cut_by_a_light_phrase():
    words = folding.tokens("打击暴力行为")
    assert chinese.edges(words) == {0, 2, 6}
    assert chinese.edges(["opcat", "和", "水"]) == {0, 1, 2, 3}

    (made,) = normalise.requests("打击暴力行为", "zh")
    assert made.words == ("combat", "暴力行为")


# --- requests ---------------------


def test_what_a_committee_observes_is_no_request():
    text = (
        "The Committee is concerned about the state of prisons. "
        "The Committee recommends that the State party build wells in the northern islands."
    )

    (made,) = normalise.requests(text, "en")

    assert {"wells", "well"} & {word[:5] for word in made.words}
    assert not any(word.startswith("prison") for word in made.words)


def test_a_treaty_is_one_word_however_it_is_named():
    names = [
        "Ratify the Optional Protocol to the Convention against Torture",
        "Accede to OP-CAT",
        "Ratify the OPCAT",
    ]

    assert {frozenset(normalise.requests(name, "en")[0].treaties) for name in names} == {frozenset({"opcat"})}
    assert normalise.requests("Ratify the Convention against Torture", "en")[0].treaties == {"cat"}


def test_years_are_no_numbers_that_matter_and_articles_are():
    assert normalise.requests("Repeal article 19 of the law of 2008", "en")[0].numbers == {"19"}


def test_a_request_is_kept_as_plain_lists_and_comes_back_the_same():
    for text, language in (
        ("Abolish the death penalty for children under 18", "en"),
        ("批准《禁止酷刑公约》", "zh"),
    ):
        for made in normalise.requests(text, language):
            assert keeping.request(keeping.plain(made)) == made


# --- pairs ---------------------

OPCAT = {
    "en": ("Ratify the Optional Protocol to the Convention against Torture", "Accede to the OP-CAT soon"),
    "fr": ("Ratifier le Protocole facultatif à la Convention contre la torture", "Adhérer à l’OP-CAT"),
    "es": (
        "Ratificar el Protocolo Facultativo de la Convención contra la Tortura",
        "Adherirse al Protocolo Facultativo de la Convención contra la Tortura cuanto antes",
    ),
    "ru": (
        "Ратифицировать Факультативный протокол к Конвенции против пыток",
        "Присоединиться к Факультативному протоколу к Конвенции против пыток",
    ),
    "ar": (
        "التصديق على البروتوكول الاختياري لاتفاقية مناهضة التعذيب",
        "الانضمام إلى البروتوكول الاختياري لاتفاقية مناهضة التعذيب",
    ),
    "zh": ("批准《禁止酷刑公约任择议定书》", "尽快加入《禁止酷刑公约任择议定书》"),
}


@pytest.mark.parametrize("language", OPCAT)
def test_the_same_request_is_found_in_each_language(language):
    assert found(*OPCAT[language], language=language) == {(1, 2)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Ratify the Convention against Torture",
            "Ratify the Optional Protocol to the Convention against Torture",
        ),
        ("Ratify the ICCPR", "Ratify the ICESCR"),
        ("Protect the rights of women", "Protect the rights of persons with disabilities"),
        ("Adopt a national action plan on housing", "Implement the national action plan on housing"),
        ("Ratify ILO Convention No. 169", "Ratify ILO Convention No. 189"),
        ("Build wells in villages", "Train judges in courts"),
    ],
)
def test_what_differs_in_treaty_group_number_or_act_is_not(one, other):
    assert found(one, other) == set()


def test_with_new_texts_only_their_pairs_are_looked_for():
    texts = asked(
        "Build wells in every village", "Build wells in every village", "Build wells in every village"
    )

    assert {(pair.low, pair.high) for pair in pairs.find(texts, new=[3])} == {(1, 3), (2, 3)}
    assert pairs.find(texts, new=[]) == []
    assert pairs.find([]) == []


def test_scores_do_not_depend_on_the_order_of_texts():
    texts = asked(*OPCAT["en"], "Ratify OP-CAT", "Build wells")

    assert pairs.find(texts) == pairs.find(list(reversed(texts)))


# --- groups ---------------------


def test_near_ones_come_together_and_a_chain_does_not():
    near = [Pair(1, 2, 0.9), Pair(2, 3, 0.9), Pair(1, 3, 0.9)]
    chain = [Pair(11, 12, 0.5), Pair(12, 13, 0.5), Pair(13, 14, 0.5)]

    together = groups.grouped([*near, *chain])

    assert [1, 2, 3] in together
    assert not any({11, 14} <= set(members) for members in together)


def test_standing_groups_take_others_in_and_never_join_each_other():
    found_pairs = [Pair(1, 3, 0.9), Pair(2, 3, 0.9), Pair(1, 5, 0.95), Pair(3, 5, 0.9), Pair(2, 5, 0.9)]

    together = groups.grouped(found_pairs, standing=[[1, 2], [5, 6]])

    assert {frozenset(members) for members in together} == {frozenset({1, 2, 3}), frozenset({5, 6})}


def test_two_of_a_refused_pair_never_meet_not_even_through_a_third():
    found_pairs = [Pair(1, 2, 0.9), Pair(2, 3, 0.9), Pair(1, 3, 0.9)]

    together = groups.grouped(found_pairs, refused=[(1, 3)])

    assert len(together) == 1
    assert not {1, 3} <= set(together[0])


def test_only_what_hangs_together_with_new_ones_is_reached():
    assert groups.reached([1], [(1, 2), (2, 3), (5, 6)], [[3, 4], [6, 7]]) == {1, 2, 3, 4}
    assert groups.reached([9], [(1, 2)]) == {9}


def test_grouping_what_is_reached_gives_what_grouping_all_does():
    all_pairs = [Pair(1, 2, 0.9), Pair(2, 3, 0.5), Pair(5, 6, 0.9), Pair(6, 7, 0.8), Pair(5, 7, 0.8)]
    near = groups.reached([1], [(pair.low, pair.high) for pair in all_pairs])

    some = groups.grouped([pair for pair in all_pairs if pair.low in near])

    assert some == [members for members in groups.grouped(all_pairs) if members[0] in near]


def test_each_member_has_a_pair_by_which_it_belongs():
    alike = {(1, 2): Pair(1, 2, 0.9), (2, 3): Pair(2, 3, 0.4), (1, 3): Pair(1, 3, 0.35)}

    assert groups.pairs_within([[1, 2, 3]], alike) == [alike[1, 2], alike[2, 3]]


# --- marking ---------------------


def test_shared_words_are_marked_as_they_stand():
    one, other = marking.marked([("Build deep wells now", "en"), ("Wells are to be built", "en")])

    assert "".join(piece.text for piece in one) == "Build deep wells now"
    assert next(piece.text for piece in other if piece.is_shared) == "Wells"
