"""States by every spelling, and what symbols and file names say by themselves."""

import pytest

from recommendations.uhri import symbols, vocab
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.languages import is_english_instead, language_of_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bolivia (Plurinational State of)", "BOL"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("- Iraq", "IRQ"),
        ("State of Palestine*", "PSE"),
        ("Kosovo*", "XKX"),
        ("Côte d'Ivoire", "CIV"),
        ("COTE D’IVOIRE", "CIV"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Eswatini", "SWZ"),
        ("PK", "PAK"),
        ("per", "PER"),
        ("PERU", "PER"),
        ("the Russian Federation", "RUS"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("沙特阿拉伯", "SAU"),
        ("European Union", "EUE"),
        ("Halvora", "XAA"),
        ("DPR Korea", "PRK"),
        ("St Lucia", "LCA"),
        ("Atlantis", ""),
        ("", ""),
        ("no", ""),
    ],
)
def test_countries_are_found_by_every_spelling(name, code):
    assert COUNTRIES.find(name) == code


def test_no_spelling_stands_for_two_states():
    assert [spelling for spelling, code in COUNTRIES._spellings.items() if not code] == []


@pytest.mark.parametrize(
    ("symbol", "state", "body"),
    [
        ("CRPD/C/AZE/CO/1", "AZE", "CRPD"),
        ("CRC/C/OPSC/LKA/CO/1", "LKA", "CRC-OP-SC"),
        ("CAT/OP/PRY/2", "PRY", "SPT"),
        ("E/C.12/ECU/CO/4", "ECU", "CESCR"),
        ("A/HRC/41/14", "", ""),
        ("CRC/C/15/Add.250", "", "CRC"),
    ],
)
def test_symbols_tell_state_and_body(symbol, state, body):
    assert (symbols.state_of(symbol), symbols.body_of(symbol)) == (state, body)


def test_a_reissue_is_known_by_its_symbol():
    assert symbols.is_reissue_of("CEDAW/C/IRQ/CO/8/Rev.1", "CEDAW/C/IRQ/CO/8")
    assert symbols.is_reissue_of("CEDAW/C/IRQ/CO/8/REV.2", "CEDAW/C/IRQ/CO/8/REV.1")
    assert not symbols.is_reissue_of("CEDAW/C/IRQ/CO/9", "CEDAW/C/IRQ/CO/8")


def test_labels_fold():
    assert vocab.fold("- Right to  health ") == vocab.fold("Right to health")
    assert vocab.fold("Human rights & toxics / hazardous wastes") == vocab.fold(
        "Human Rights &toxics/hazardous wastes"
    )
    assert vocab.body_label("Committee on the Rights of the Child") == "CRC"
    assert [
        vocab.annotation_kind(label) for label in ("- Recommendations", "- Concerns/Observations", "-", "New")
    ] == [
        "recommendation",
        "observation",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("export-full-fr.json", "fr"),
        ("export-full-en.json.gz", "en"),
        ("uhri-peru-en.full-export.json", "en"),
        ("export-ar.jsonl", "ar"),
        ("halvora.xlsx", ""),
        ("fresh.json", ""),
    ],
)
def test_the_files_name_tells_its_language(name, language):
    assert language_of_name(name) == language


def test_english_served_under_another_language_is_noticed():
    english = "The State party should ensure that all children have access to the courts and to legal aid."
    french = "L’État partie devrait veiller à ce que tous les enfants aient accès à la justice et à une aide."

    assert is_english_instead(english, "fr")
    assert is_english_instead(english, "ar")
    assert not is_english_instead(french, "fr")
    assert not is_english_instead(english, "en")
    assert not is_english_instead("تلاحظ اللجنة UNICEF", "ar")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Guinee Bisau", "Guinea-Bissau"),
        ("Phillipines", "Philippines"),
        ("Kyrgistan", "Kyrgyzstan"),
        ("zzzzqq", ""),
    ],
)
def test_a_misspelt_name_is_nearest_to_the_one_that_was_meant(typed, meant):
    assert COUNTRIES.nearest(typed) == meant
