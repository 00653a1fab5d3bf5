"""OHCHR's thematic lists: layouts, and what word processors do to tables."""

import pytest

from recommendations.tables import thematic_list
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.records import RejectedRow, TableRecord
from tests.recommendations.tables import word_samples as samples
from tests.recommendations.tables.word_samples import NEW, SOURCE, WordList, row


def read(made, folder, **given):
    path = made.save(folder)
    return thematic_list.read(path, **{"state": "XAA", **given})


def records(made, folder, **given):
    return list(read(made, folder, **given).records())


def test_the_layout_of_2014_with_codes_and_persons(tmp_path):
    made = WordList()
    made.theme("Theme: E41 Right to health - General")
    labels = "E41 Right to health - General\nB31 Equality &amp;amp; non-discrimination"
    themes = f"{labels}\nAffected persons:\n- children\n- women"
    made.add(row(1, themes=themes, states="Peru, Guinea-Bissau"))

    found = read(made, tmp_path)
    (record,) = found.records()

    assert (found.symbol, found.session, found.cycle) == ("A/HRC/42/9", 33, 3)
    assert (record.paragraph, record.text) == (
        "118.1",
        "Open 1 shelters in all districts (Peru, Guinea-Bissau);",
    )
    assert record.themes == ("E41 Right to health - General", "B31 Equality & non-discrimination")
    assert record.persons == ("children", "women")
    assert record.recommending == ("PER", "GNB")
    assert (record.position, record.position_source) == ("supported", "A/HRC/42/9/Add.1 - Para. 3")


def test_the_layout_of_2019_without_codes(tmp_path):
    made = WordList()
    made.theme("Theme: Right to health")
    made.add(
        row(
            2, "Noted", "Right to health\nRight to education\nAffected persons: \n- Children\n- Older persons"
        )
    )

    (record,) = records(made, tmp_path)

    assert (record.themes, record.persons) == (
        ("Right to health", "Right to education"),
        ("Children", "Older persons"),
    )
    assert record.position == "noted"


def test_the_layout_of_2025_with_sdgs(tmp_path):
    made = WordList(NEW)
    themes = "- Right to health\nGroups of Persons: \n- Public officials"
    made.add(
        row(
            3,
            "Supported/Noted",
            themes,
            "- 3 - GOOD HEALTH AND WELL-BEING\n- 16.3 - Promote the rule of\nlaw",
        )
    )

    (record,) = records(made, tmp_path)

    assert (record.themes, record.persons) == (("Right to health",), ("Public officials",))
    assert [sdg.code for sdg in record.sdgs] == ["3", "16.3"]
    assert (record.position, record.is_partly_supported) == ("noted", True)


def test_a_recommendation_under_several_themes_is_one_with_all_its_labels(tmp_path):
    made = WordList()
    made.theme("Theme: Right to health")
    made.add(row(4, themes="Right to health\nAffected persons:\n- Children"))
    made.theme("Theme: Right to education")
    made.add(row(4, themes="Right to education\nAffected persons:\n- Women & girls"))

    (record,) = records(made, tmp_path)

    assert record.themes == ("Right to health", "Right to education")
    assert record.persons == ("Children", "Women & girls")
    assert record.looks == ()


def test_two_texts_or_positions_for_one_number_are_for_a_person_to_see(tmp_path):
    made = WordList()
    made.add(row(5))
    made.add([f"118.5 Close all shelters (Peru);\n{SOURCE}", "Noted", "Right to health", ""])

    (record,) = records(made, tmp_path)

    assert {code for code, _detail in record.looks} == {"other_text_in_list", "other_position_in_list"}
    assert record.text.startswith("Open 5")


def test_headings_repeated_on_each_page_and_further_tables(tmp_path):
    made = WordList()
    made.add(row(1))
    made.add(list(samples.OLD))
    made.add(row(2))
    made.begin_table()
    made.add(row(3))
    made.begin_table(with_headings=False)
    made.add(row(4))

    assert [one.paragraph for one in records(made, tmp_path)] == ["118.1", "118.2", "118.3", "118.4"]


def test_a_row_divided_by_the_page_is_put_together(tmp_path):
    made = WordList()
    made.add(
        ["118.1 Open shelters in all", "Supported", "Right to health\nAffected persons:\n- Children", ""]
    )
    made.add([f"districts of the country (Peru);\n{SOURCE}", "", "- Older persons", "Under way"])
    made.add(row(2))

    first, second = records(made, tmp_path)

    assert first.text == "Open shelters in all districts of the country (Peru);"
    assert (first.persons, first.recommending) == (("Children", "Older persons"), ("PER",))
    assert first.position_source == "A/HRC/42/9/Add.1 - Para. 3"
    assert first.extra == {"assessment": "Under way"}
    assert second.paragraph == "118.2"


def test_the_number_in_a_column_of_its_own_and_states_too(tmp_path):
    made = WordList(("No.", "Recommendation", "Recommending State/s", "Position", "Themes"))
    made.add(
        [
            "118.10",
            "Open shelters",
            "Iran (Islamic Republic of), Korea, Republic of; Côte d'Ivoire",
            "Accepted",
            "Right to health",
        ]
    )

    (record,) = records(made, tmp_path, symbol="A/HRC/42/9")

    assert (record.paragraph, record.text) == ("118.10", "Open shelters")
    assert record.recommending == ("IRN", "KOR", "CIV")
    assert record.position == "supported"


def test_numbers_that_word_makes_by_itself(tmp_path):
    made = WordList()
    for text in ("Open shelters (Peru);", "Close prisons (Peru);"):
        added = made.add([text, "Supported", "Right to health", ""])
        samples.numbered(added.cells[0].paragraphs[0], made.document)

    found = records(made, tmp_path, symbol="A/HRC/42/9")

    assert [(one.paragraph, one.text) for one in found] == [
        ("118.1", "Open shelters (Peru);"),
        ("118.2", "Close prisons (Peru);"),
    ]


def test_tracked_changes_and_text_boxes(tmp_path):
    made = WordList()
    added = made.add(["118.1 Open ", "Supported", "Right to health", ""])
    paragraph = added.cells[0].paragraphs[0]._p
    for xml in (samples.deleted("no "), samples.inserted("ten shelters (Peru);")):
        paragraph.append(samples.parse_xml(xml))
    made.inside(added.cells[3], samples.text_box("Done in 2021"))

    (record,) = records(made, tmp_path, symbol="A/HRC/42/9")

    assert record.text == "Open ten shelters (Peru);"
    assert record.extra == {"assessment": "Done in 2021"}


def test_cells_merged_downwards_count_for_the_first_row(tmp_path):
    made = WordList()
    first, second = made.add(row(1, themes="Right to health")), made.add(row(2, themes=""))
    second.cells[2].text = ""
    first.cells[2].merge(second.cells[2])

    one, other = records(made, tmp_path)

    assert (one.themes, other.themes) == (("Right to health",), ())
    assert other.paragraph == "118.2"


@pytest.mark.parametrize(
    ("headings", "head", "theme", "source", "position", "code", "language"),
    [
        (
            ("Recommandation", "Position", "Liste complète des thèmes", "Évaluation"),
            "EPU de Halvora (3e cycle – 33e session)",
            "Thème : Droit à la santé",
            "Source de la position : A/HRC/42/9/Add.1 - Para. 3",
            "Il en est pris note",
            "noted",
            "fr",
        ),
        (
            ("Recomendación", "Posición", "Lista de temas", "Evaluación"),
            "EPU de Halvora (3º ciclo – 33º período de sesiones)",
            "Tema: Derecho a la salud",
            "Fuente de la posición: A/HRC/42/9/Add.1 - Párr. 3",
            "Apoyada",
            "supported",
            "es",
        ),
        (
            ("Рекомендация", "Позиция", "Темы", "Оценка"),
            "УПО Halvora (3-й цикл – 33-я сессия)",
            "Тема: Право на здоровье",
            "Источник позиции: A/HRC/42/9/Add.1 - п. 3",
            "Принята к сведению",
            "noted",
            "ru",
        ),
        (
            ("التوصية", "الموقف", "المواضيع", "تقييم"),
            "الاستعراض الدوري الشامل Halvora",
            "الموضوع: الحق في الصحة",
            "مصدر الموقف: A/HRC/42/9/Add.1 - الفقرة 3",
            "تحظى بالتأييد",
            "supported",
            "ar",
        ),
        (
            ("建议", "立场", "主题", "评估"),
            "普遍定期审议 Halvora",
            "主题：健康权",
            "立场来源：A/HRC/42/9/Add.1 - 第3段",
            "注意到",
            "noted",
            "zh",
        ),
    ],
)
def test_headings_in_other_languages(tmp_path, headings, head, theme, source, position, code, language):
    made = WordList(headings, head)
    made.theme(theme)
    made.add(
        [f"118.7 Halvora 000 (Peru);\n{source}", position, theme.split(":")[-1].split("：")[-1].strip(), ""]
    )

    found = read(made, tmp_path)
    (record,) = found.records()

    assert (found.state, found.symbol, found.language) == ("XAA", "A/HRC/42/9", language)
    assert (record.paragraph, record.position, record.recommending) == ("118.7", code, ("PER",))
    assert len(record.themes) == 1


def test_a_list_that_does_not_tell_its_symbol_asks_for_it(tmp_path):
    made = WordList()
    made.add(["118.1 Open shelters (Peru);", "Supported", "Right to health", ""])

    with pytest.raises(UnreadableTable, match="A/HRC/28/15") as refused:
        read(made, tmp_path)

    assert refused.value.code == "which_symbol"
    assert read(made, tmp_path, symbol="a/hrc/42/9").symbol == "A/HRC/42/9"


def test_a_mistyped_source_among_many_does_not_hide_the_symbol(tmp_path):
    made = WordList()
    for number in range(1, 21):
        made.add(row(number))
    made.add(
        ["118.21 Open shelters (Peru);\nSource of position: A/HRC/42/99/Add.1 - Para. 3", "Supported", "", ""]
    )

    assert read(made, tmp_path).symbol == "A/HRC/42/9"


def test_the_councils_own_report_is_not_taken_for_the_working_groups(tmp_path):
    made = WordList()
    made.add(["118.1 Open shelters (Peru);\nSource of position: A/HRC/42/2 - Para. 801", "Supported", "", ""])

    with pytest.raises(UnreadableTable) as refused:
        read(made, tmp_path)
    assert refused.value.code == "which_symbol"


def test_another_states_list_is_refused(tmp_path):
    made = WordList()
    made.add(row(1))

    with pytest.raises(UnreadableTable, match="Halvora, not of Peru"):
        read(made, tmp_path, state="PER")


@pytest.mark.parametrize(
    ("text", "states", "unknown"),
    [
        ("Open shelters (Maldives) (Portugal);", ("MDV", "PRT"), ()),
        ("Open shelters (Ukraine); Increase efforts (Slovakia);", ("UKR", "SVK"), ()),
        ("Ratify the convention (ICERD) (Bolivia (Plurinational State of)).", ("BOL",), ()),
        ("Open shelters (Peru, Narnia);", ("PER",), ("Narnia",)),
        ("Implement the plan (2015-2020)", (), ()),
        ("Open shelters (Bosnia and Herzegovina and Peru)", ("BIH", "PER"), ()),
        ("Open shelters (State of Palestine)", ("PSE",), ()),
    ],
)
def test_recommending_states_stand_at_the_end(text, states, unknown):
    from recommendations.tables.recommending import states_at_end

    found = states_at_end(text)

    assert (found.codes, found.unknown) == (states, unknown)


def test_a_row_without_words_is_rejected_with_its_place(tmp_path):
    made = WordList()
    made.add(row(1))
    made.add(["118.2", "Supported", "Right to health", ""])

    kept, rejected = records(made, tmp_path)

    assert isinstance(kept, TableRecord)
    assert isinstance(rejected, RejectedRow)
    assert (rejected.reason, rejected.at) == ("no_text", "1/3")


def test_no_table_of_recommendations_is_said_so(tmp_path):
    made = WordList(("Name", "Telephone"))
    made.add(["A", "1"])

    with pytest.raises(UnreadableTable) as refused:
        read(made, tmp_path)
    assert refused.value.code == "no_list"
