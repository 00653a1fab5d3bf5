"""The columns of a thematic list, known by their headings in the six languages, or else by what they hold."""

import re
from collections.abc import Sequence

from recommendations.tables.positions import position_of
from recommendations.tables.word import Row

NUMBER, TEXT, STATES, POSITION, SOURCE, LABELS, PERSONS, SDGS, ASSESSMENT, REMARK = (
    "number", "text", "states", "position", "source", "themes", "persons", "sdgs", "assessment", "remark",
)  # fmt: skip
# In this order: "Position of the State under review" is no column of States.
_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        (ASSESSMENT, r"assessment|level of implementation|évaluation|niveau de mise en œuvre|évaluación|evaluación|"
                     r"nivel de (?:cumplimiento|implementación|aplicación)|оценка|تقييم|评估|评价"),
        (SOURCE, r"source|fuente|источник|مصدر|来源"),
        (REMARK, r"remark|explanation|observations? (?:of|by|de)|observaciones|замечани|ملاحظات"),
        (POSITION, r"position|posición|postura|réponse|respuesta|response|status|позици|ответ|موقف|立场|态度"),
        (SDGS, r"\bSDGs?\b|sustainable|\bODD\b|\bODS\b|développement durable|desarrollo sostenible|ЦУР|"
               r"устойчив|التنمية المستدامة|可持续"),
        (LABELS, r"them(?:e|es)\b|thèm|temas?\b|\bтем[аы]|المواضيع|الموضوع|مواضيع|主题|专题"),
        (PERSONS, r"persons|personnes|personas|группы лиц|الأشخاص|人员|人群"),
        (TEXT, r"recommendation|recommandation|recomendaci|рекомендаци|توصي|建议"),
        (STATES, r"\bstates?\b|\bétats?\b|\bestados?\b|государств|الدول|国家"),
        (NUMBER, r"^(?:no\.?|nos?|nr\.?|n°|nº|#|№|number|num\.?|para(?:graph)?\.?|numéro|número|paragraphe|párrafo|"
                 r"номер|пункт|رقم|الفقرة|编号|序号|段)(?:\W.*)?$"),
    )
)  # fmt: skip
LONGEST_HEADING = 120
_LANGUAGE = (
    ("fr", re.compile(r"recommandation|thème|état", re.I)),
    ("es", re.compile(r"recomendaci|posición|temas", re.I)),
    ("ru", re.compile(r"[а-я]{4}", re.I)),
    ("ar", re.compile(r"[\u0600-\u06ff]{3}")),
    ("zh", re.compile(r"[\u4e00-\u9fff]{2}")),
)


def columns_of(row: Row) -> dict[int, str]:
    """Place → column, where this is the row of headings; empty where it is not."""
    if len(row.cells) < 2:
        return {}
    found: dict[int, str] = {}
    for place, text in placed(row):
        heading = " ".join(text.split())
        if not heading or len(heading) > LONGEST_HEADING:
            continue
        for name, pattern in _HEADINGS:
            if name not in found.values() and pattern.search(heading):
                found[place] = name
                break
    names = set(found.values())
    holds_numbers = any(re.match(r"\d{1,3}\.\d", text.strip()) for _place, text in placed(row))
    return found if TEXT in names and len(names) > 1 and not holds_numbers else {}


def guessed(rows: Sequence[Row]) -> dict[int, str]:
    """Columns without headings: text is the longest, positions are known words, SDGs begin with codes."""
    sample = [row for row in rows if len(row.cells) > 1][:60]
    columns: dict[int, list[str]] = {}
    for row in sample:
        for place, text in placed(row):
            columns.setdefault(place, []).append(text)
    if not columns:
        return {}
    found: dict[int, str] = {}
    by_length = sorted(columns, key=lambda place: -sum(map(len, columns[place])))
    found[by_length[0]] = TEXT
    for place, texts in columns.items():
        filled = [text for text in texts if text.strip()]
        if place in found or not filled:
            continue
        if all(len(text) < 40 and position_of(text)[0] for text in filled):
            found[place] = POSITION
        elif all(re.match(r"[-•\s]*\d{1,2}(?:\.\w{1,2})?\s*[-–]", text) for text in filled):
            found[place] = SDGS
        elif all(re.fullmatch(r"[\d.()a-z\s-]{1,12}", text.strip()) for text in filled):
            found[place] = NUMBER
        elif LABELS not in found.values():
            found[place] = LABELS
    return found if {TEXT, POSITION} <= set(found.values()) else {}


def placed(row: Row) -> list[tuple[int, str]]:
    """Cells with the place of their first column: a cell over two columns counts for the first."""
    found, place = [], 0
    for cell in row.cells:
        found.append((place, "" if cell.continues else cell.text))
        place += cell.span
    return found


def language_of_headings(row: Row) -> str:
    """The language in which the headings are written."""
    text = " ".join(cell.text for cell in row.cells)
    return next((language for language, pattern in _LANGUAGE if pattern.search(text)), "en")
