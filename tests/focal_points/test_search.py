"""What is typed and chosen finds what it should, in six languages, and nothing hostile breaks it."""

import re
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from focal_points.arabic_words import beginning_of
from focal_points.facets import facets_of
from focal_points.filters import FILTERS as FILTER_NAMES
from focal_points.found import find
from focal_points.listing import for_lines, hits, page_of
from focal_points.models import SearchRow
from focal_points.search import Search
from focal_points.services import search_table
from recommendations.models import (
    Cluster,
    ClusterMembership,
    RecommendationTag,
    RecommendationText,
    Tag,
)
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    DocumentFactory,
    InstitutionFactory,
    MechanismFactory,
    RecommendationFactory,
)

TEXTS = {
    "en": "Ensure that shelters are available to survivors in every province",
    "fr": "Veiller à ce que des foyers d’accueil soient disponibles pour les élèves",
    "es": "Garantizar refugios para las niñas y los niños",
    "ru": "Обеспечить приюты для женщин во всех провинциях",
    "ar": "توفير الملاجئ للنساء في كل المحافظات",
    "zh": "确保在每个省份为妇女提供足够的庇护所",
}


def found(address, user=None):
    return Search.from_query(QueryDict(address), user)


def references(search):
    return [row.recommendation.paragraph for row in search.rows()]


def search_for(words):
    query = QueryDict(mutable=True)
    query["q"] = words
    return Search.from_query(query)


@pytest.fixture
def six(db):
    """One recommendation in each of the six languages; its paragraph is the language."""
    document = DocumentFactory(symbol="CEDAW/C/HLV/CO/6")
    for number, (language, text) in enumerate(TEXTS.items()):
        made = RecommendationFactory(document=document, paragraph=language, position=number, text=False)
        RecommendationText.objects.create(
            recommendation=made, language=language, origin="uhri", is_original=True, text=text
        )
    search_table.refresh(None)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("shelter", "en"),
        ("survivor provinces", "en"),
        ("foyer", "fr"),
        ("eleve", "fr"),
        ("disponible élèves", "fr"),
        ("niña", "es"),
        ("refugio", "es"),
        ("женщины", "ru"),
        ("приют", "ru"),
        ("النساء", "ar"),
        ("محافظة", "ar"),
        ("妇女", "zh"),
        ("庇护所", "zh"),
        ('"available to survivors"', "en"),
        ("surviv*", "en"),
        ("the shelters", "en"),
    ],
)
def test_words_are_found_in_the_language_of_the_text(words, language, six):
    assert references(search_for(words)) == [language]


@pytest.mark.parametrize(
    ("words", "languages"),
    [
        ("shelters -province", set()),
        ("-shelters", set(TEXTS) - {"en"}),
        ("shelter OR refugio", {"en", "es"}),
        ("shelter OR refugio -niñas", {"en"}),
        ('"survivors available"', set()),
        ("nowhere", set()),
    ],
)
def test_words_can_be_joined_and_left_out(words, languages, six):
    assert set(references(search_for(words))) == languages


@pytest.mark.parametrize(
    "text",
    [
        "والتعليم",
        "للتعليم",
        "لتعليم",
        "ولتعليم",
        "بتعليم",
        "وبالتعليم",
        "كتعليم",
        "كالتعليم",
        "فالتعليم",
        "تعليم",
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        "تعليم",
        "التعليم",
        "والتعليم",
        "لتعليم",
        "للتعليم",
        "بتعليم",
        "وبالتعليم",
        "تَعْلِيم",
        '"ضمان تعليم"',
        "تعلي*",
    ],
)
def test_arabic_is_found_with_and_for_by_and_the_written_before_it(words: str, text: str, db):
    made = RecommendationFactory()
    RecommendationText.objects.create(
        recommendation=made, language="ar", origin="uhri", is_original=False, text=f"ضمان {text} للجميع"
    )
    search_table.refresh()

    assert [row.recommendation_id for row in search_for(words).rows()] == [made.pk]


@pytest.mark.parametrize(
    ("words", "text"),
    [("لجنة", "جنة"), ("بحث", "حث"), ("وفاة", "فاة"), ("كتاب", "تاب")],
)
def test_the_first_letter_of_a_short_arabic_word_is_its_own(words: str, text: str, db):
    made = RecommendationFactory()
    RecommendationText.objects.create(
        recommendation=made, language="ar", origin="uhri", is_original=False, text=f"ضمان {text} للجميع"
    )
    search_table.refresh()

    assert list(search_for(words).rows()) == []


@pytest.mark.parametrize("words", ["لاجئين", "اللاجئين", "للاجئين", "واللاجئين"])
@pytest.mark.parametrize("text", ["لاجئين", "اللاجئين", "للاجئين", "واللاجئين"])
def test_arabic_words_that_begin_with_what_may_be_for_are_found(words: str, text: str, db):
    made = RecommendationFactory()
    RecommendationText.objects.create(
        recommendation=made, language="ar", origin="uhri", is_original=False, text=f"حماية {text} في البلد"
    )
    search_table.refresh()

    assert [row.recommendation_id for row in search_for(words).rows()] == [made.pk]


@pytest.mark.parametrize("words", ["التعليم", "والتعليم", "تعليم"])
def test_arabic_is_found_where_and_the_is_written_before_it(words, db):
    made = RecommendationFactory(paragraph="1", text=False)
    RecommendationText.objects.create(
        recommendation=made, language="ar", origin="uhri", is_original=True, text="ضمان الصحة والتعليم"
    )
    search_table.refresh(None)

    assert references(search_for(words)) == ["1"]


def test_a_stop_word_of_one_language_is_no_wildcard_in_another(six):
    assert references(search_for("son shelters")) == []


@pytest.mark.parametrize(
    "words",
    [
        "CEDAW/C/HLV/CO/6 para 27",
        "cedaw/c/hlv/co/6 27",
        "CEDAW/C/HLV/CO/6, para. 27 (b)",
        "CEDAW/C/HLV/CO/6 paragraphe 27(b)",
        "CEDAW/C/HLV/CO/6 第27段",
        "الفقرة ٢٧",
        "CEDAW/C/HLV/CO/6 §27",
        "CEDAW/C/HLV/CO/6 para.27(b)",
        "CEDAW/C/HLV/CO/6, párr. 27 b)",
        "п.27 CEDAW/C/HLV/CO/6",
        "CEDAW/C/HLV/CO/6 пункте 27",
        "CEDAW/C/HLV/* para 27",
    ],
)
def test_symbol_and_paragraph_find_the_one(words, six):
    wanted = RecommendationFactory(document__symbol="CEDAW/C/HLV/CO/6/X", paragraph="99")
    wanted.document.recommendations.all()
    document = DocumentFactory(symbol="CCPR/C/HLV/CO/4")
    RecommendationFactory(document=document, paragraph="127")
    made = RecommendationFactory(
        document=SearchRow.objects.first().recommendation.document, paragraph="27 (b)"
    )
    search_table.refresh(None)

    assert [row.pk for row in search_for(words).rows()] == [made.pk]


def test_a_paragraph_alone_is_found_part_by_part(db):
    one = RecommendationFactory(paragraph="118.12")
    RecommendationFactory(paragraph="118.120")
    search_table.refresh(None)

    assert [row.pk for row in search_for("118.12").rows()] == [one.pk]
    assert search_for("para 118").count() == 2


HOSTILE = [
    "'", '"', '"""', "\\", "&|!<->():*", "a & | b", "' OR 1=1 --", "'; DROP TABLE x; --", "%s %(x)s", "\x00",
    "§l:en", "§s:", "-", "--", "-\"", "*", "OR", "OR OR", "a OR", "()", "para", "para para", "第段", "/",
    "a/", "/a/b",
    "x" * 5000, "a " * 3000, "-" * 400, "\ud800", "\u202e\u200f", "🙂", "a:*", "'a':*", "a\\'b",
    "<script>alert(1)</script>",
]  # fmt: skip


def test_whatever_is_typed_is_answered(six, client):
    for words in HOSTILE:
        search = search_for(words)
        assert isinstance(search.count(), int), ascii(words)
        rows = list(for_lines(search.rows())[:20])
        assert len(hits(rows, search.words)) == len(rows)
        assert facets_of(search, find(search)) is not None
        answer = client.get("/recommendations/", {"q": words.encode("utf-8", "replace")})
        assert answer.status_code == 200, ascii(words)


NONSENSE = ["'", "\x00", "-1", "9" * 40, "x" * 3000, "%", "null", "²", "🙂", "1e5"]


@pytest.mark.parametrize("name", [*FILTER_NAMES, "stale", "unassigned", "state", "kind", "sort", "page"])
def test_values_that_make_no_sense_are_left_out_with_a_note(name, six, client):
    for value in NONSENSE:
        query = QueryDict(mutable=True)
        query[name] = value
        search = Search.from_query(query)
        assert search.count() == len(TEXTS), value[:20]
        assert search.notes or name == "page" or not value.strip("\x00"), value[:20]

    every = {name: NONSENSE}
    assert client.get("/recommendations/", every).status_code == 200
    assert client.get("/recommendations/feed/", every).status_code == 200
    assert client.get("/api/v1/recommendations/", every).status_code == (404 if name == "page" else 200)


@pytest.fixture
def varied(db):
    """Two recommendations that differ in everything a list can be narrowed by."""
    themes = [Tag.objects.create(kind="theme", code=code) for code in ("violence", "education")]
    persons = [Tag.objects.create(kind="persons", code=code) for code in ("women", "children")]
    goals = [Tag.objects.create(kind="sdg", code=code) for code in ("5", "4")]
    targets = [
        Tag.objects.create(kind="sdg", code=code, parent=goal)
        for code, goal in zip(("5.2", "4.1"), goals, strict=True)
    ]
    made = []
    for n, (code, symbol) in enumerate((("cedaw", "CEDAW/C/HLV/CO/6"), ("upr", "A/HRC/91/14"))):
        one = RecommendationFactory(
            document=DocumentFactory(
                mechanism=MechanismFactory(code=code),
                symbol=symbol,
                published_on=date(2020 + n, 1, 1),
                cycle=n + 1,
            ),
            paragraph=str(n + 1),
            upr_position=("supported", "noted")[n],
        )
        for tags in (themes, persons, targets):
            RecommendationTag.objects.create(recommendation=one, tag=tags[n])
        cluster = Cluster.objects.create(code=f"cluster-{n}")
        ClusterMembership.objects.create(cluster=cluster, recommendation=one)
        made.append(one)
    AssignmentFactory(recommendation=made[0], institution=InstitutionFactory(code="justice"))
    search_table.refresh(None)
    today = timezone.localdate()
    SearchRow.objects.filter(pk=made[0].pk).update(
        status="in_progress", verified_on=today - timedelta(days=400)
    )
    SearchRow.objects.filter(pk=made[1].pk).update(status="implemented", verified_on=today)
    return made


FILTERS = {
    "mechanism": ("cedaw", "upr"),
    "document": ("CEDAW/C/HLV/CO/6", "a/hrc/91/14"),
    "cycle": ("1", "2"),
    "cluster": ("cluster-0", "cluster-1"),
    "theme": ("violence", "education"),
    "persons": ("women", "children"),
    "sdg": ("5", "4.1"),
    "status": ("in_progress", "implemented"),
    "position": ("supported", "noted"),
    "year": ("2020", "2021"),
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_narrows_and_given_twice_means_either(name, varied):
    first, second = FILTERS[name]

    assert references(found(f"{name}={first}")) == ["1"]
    assert references(found(f"{name}={second}")) == ["2"]
    assert found(f"{name}={first}&{name}={second}").count() == 2
    assert found(f"{name}={first}&{name}=nonsense").count() == 1


@pytest.mark.parametrize(
    ("address", "paragraphs"),
    [
        ("institution=justice", ["1"]),
        ("stale=1", ["1"]),
        ("unassigned=1", ["2"]),
        ("unassigned=0", ["2", "1"]),
        ("sort=silent", ["1", "2"]),
        ("sort=verified", ["2", "1"]),
        ("sort=new", ["2", "1"]),
        ("mechanism=cedaw&status=implemented", []),
    ],
)
def test_the_other_ways_to_narrow_and_to_sort(address, paragraphs, varied):
    assert references(found(address)) == paragraphs


def test_codes_are_read_in_any_case(varied):
    assert references(found("mechanism=CEDAW&theme=Violence")) == ["1"]
    assert [token.without for token in found("mechanism=CEDAW").chosen] == ["?"]


def test_a_document_is_found_by_its_public_id_too(varied):
    assert references(found(f"document={varied[0].document.public_id}")) == ["1"]


def facet(search, name):
    facets = facets_of(search, find(search))
    return next(({one.value: one.count for one in it.options} for it in facets if it.name == name), {})


def test_facets_count_under_the_other_filters_and_never_under_their_own(varied):
    search = found("status=in_progress")

    assert facet(search, "status") == {"in_progress": 1, "implemented": 1}
    assert facet(search, "mechanism") == {"cedaw": 1}
    assert facet(search, "theme") == {"violence": 1}
    assert facet(search, "year") == {"2020": 1}


def test_what_is_chosen_stays_offered_though_nothing_is_left_of_it(varied):
    assert facet(found("mechanism=cedaw&status=implemented"), "status") == {
        "in_progress": 1,
        "implemented": 0,
    }


def test_each_chosen_thing_can_be_taken_away(varied):
    search = found("q=shelters&mechanism=cedaw&mechanism=upr&stale=1&page=3")

    assert {token.label: token.without for token in search.chosen} == {
        "“shelters”": "?mechanism=cedaw&mechanism=upr&stale=1",
        "Mechanism: cedaw": "?q=shelters&mechanism=upr&stale=1",
        "Mechanism: upr": "?q=shelters&mechanism=cedaw&stale=1",
        "Not updated for 12 months": "?q=shelters&mechanism=cedaw&mechanism=upr",
    }


def test_other_states_are_shown_when_asked_for_alone(varied):
    theirs = RecommendationFactory(country=CountryFactory(iso3="XAB"), is_home=False, paragraph="9")
    search_table.refresh(None)

    assert found("").count() == 2
    assert [row.pk for row in found("state=xab").rows()] == [theirs.pk]
    assert found("state=all").count() == 3
    assert found("state=XAA").count() == 2


def test_observations_and_withdrawn_ones_are_no_recommendations(varied):
    RecommendationFactory(kind="observation")
    RecommendationFactory(withdrawn_on=date(2026, 1, 1), withdrawn_because="Doubled.")
    search_table.refresh(None)

    assert found("").count() == 2
    assert found("kind=all").count() == 3
    assert found("kind=observation").count() == 1


def test_mine_is_what_ones_institutions_work_on(assignment, owner, stranger):
    search_table.refresh(None)

    assert found("mine=1", owner).count() == 1
    assert found("mine=1", stranger).count() == 0


def test_found_words_are_marked_and_markup_in_a_text_stays_text(db):
    RecommendationFactory(text="Open <b>shelters</b> & <script>alert(1)</script> refuges")
    search_table.refresh(None)
    search = search_for("shelter")

    (hit,) = hits(list(for_lines(search.rows())), search.words)

    assert hit.snippet.html == (
        "Open &lt;b&gt;<mark>shelters</mark>&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt; refuges"
    )


def test_a_long_text_is_cut_around_what_was_found(db):
    RecommendationFactory(text="Before. " * 100 + "Open shelters. " + "After. " * 100)
    search_table.refresh(None)
    search = search_for("shelter")

    (hit,) = hits(list(for_lines(search.rows())), search.words)

    assert "<mark>shelters</mark>" in hit.snippet.html
    assert hit.snippet.html.startswith("… ")
    assert len(hit.snippet.html) < 400


def test_chinese_words_are_marked(six):
    search = search_for("庇护所")

    (hit,) = hits(list(for_lines(search.rows())), search.words)

    assert "<mark>庇护所</mark>" in hit.snippet.html


@pytest.fixture
def broken(db):
    """Texts as old conversions left them, with a space inside of words."""
    document = DocumentFactory(symbol="CAT/C/HLV/CO/4")
    given = {
        "1": ("en", "Adopt the b ill on the protection of whistleblowers"),
        "2": ("en", "Urge the gov ernment to adopt moratoria on trawling"),
        "3": ("es", "Asegurar la indemni zación de las víctimas"),
        "4": ("en", "Strengthen ombudsperson services"),
        "5": ("ru", "Утвердить програ ммы защиты"),
    }
    for number, (paragraph, (language, text)) in enumerate(given.items()):
        made = RecommendationFactory(document=document, paragraph=paragraph, position=number, text=False)
        RecommendationText.objects.create(
            recommendation=made, language=language, origin="uhri", is_original=True, text=text
        )
    search_table.refresh(None)


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("bill", "1"),
        ("bill whistleblower", "1"),
        ("government", "2"),
        ("Government moratoria", "2"),
        ("indemnización víctimas", "3"),
        ("ombuds person", "4"),
        ("strengthen ombuds person services", "4"),
        ("программы", "5"),
    ],
)
def test_words_broken_by_a_space_are_found(broken, words, paragraph):
    search = search_for(words)
    _found, page = page_of(search, None, 20)
    assert [row.recommendation.paragraph for row in page.object_list] == [paragraph]
    assert search.notes
    assert references(search_for(words)) == [paragraph]
    assert [one.paragraph for one in search_for(words).recommendations()] == [paragraph]
    assert search_for(words).count() == 1


def test_a_word_that_is_nowhere_stays_unfound(broken):
    search = search_for("zoological bill")
    assert page_of(search, None, 20)[0].total == 0
    assert search.notes == []
    assert references(search_for("bill -protection")) == []


def test_a_search_that_finds_something_looks_no_further(broken, django_assert_num_queries):
    search = search_for("whistleblowers")
    with django_assert_num_queries(4):
        page_of(search, None, 20)
    assert not search.looked_further


@pytest.mark.parametrize("written", ["والمنشآت", "بالمنشآت", "منشأة", "للمنشات"])
def test_an_arabic_word_is_looked_for_behind_what_is_written_together_with_it(written):
    found = re.search(beginning_of("المنشآت"), f"المرأة {written}")
    assert found
    assert found.start() == len("المرأة ")
