"""What the columns of another table seem to be: by their headings in six languages, else by their content."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from recommendations.tables import dates, list_head, vocabulary
from recommendations.tables.columns import COLUMNS
from recommendations.tables.positions import position_of
from recommendations.tables.sheets import Row, Sheet, Value, text_of
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.vocab import fold

HEADING_WITHIN = 30
SAMPLED = 400
SAMPLES = 3
_LONG_TEXT = 60
# In this order; the first that fits a heading counts, and each column of ours is taken once.
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("position_source", r"source.*position|fuente.*(?:posición|postura)"),
    ("position_on", r"date.*position|fecha.*(?:posición|postura)"),
    ("recommending", r"recommending|recommandant|recomendante|estados? que recomienda|рекомендующ|الدول الموصية|提出建议"),
    ("position", r"\bposition|posición|postura|accept|support|response|réponse|respuesta|позици|موقف|立场"),
    ("status", r"status|statut|estado de (?:cumpl|avance|impl)|état d|progress|avance|implementation level|"
               r"level of impl|статус|состояние|حالة|状态|进展"),
    ("institution", r"institution|responsible|ministry|ministère|responsable|ministerio|institución|agency|lead|"
                    r"ответствен|ведомств|المؤسسة|الجهة|责任|机构"),
    ("followup_due_on", r"follow.?up.*(?:due|date)|suivi.*date"),
    ("due_on", r"deadline|due|time ?frame|échéance|délai|plazo|fecha límite|срок|موعد|期限"),
    ("adopted_on", r"adopt|date of (?:judg|decision|review|recommend)|fecha de (?:la )?(?:sentencia|adopción)|дата принят"),
    ("published_on", r"publi|^date$|^fecha$|^дата$|^التاريخ$|日期|year|année|año"),
    ("document_kind", r"(?:kind|type|tipo|nature).*doc|вид документа"),
    ("case_number", r"case (?:no|number|n°)|communication|numéro d.affaire|número de caso|expediente|номер дела|رقم القضية"),
    ("symbol", r"symbol|cote\b|signatura|símbolo|reference.*doc|doc.*(?:symbol|ref)|символ|условное обозначение|الرمز|文号"),
    ("document_title", r"document|report|title of|source|informe|rapport|titre|título|документ|доклад|الوثيقة|文件|报告"),
    ("session", r"session|sesión|período de sesiones|сесси|الدورة|届"),
    ("cycle", r"cycle|ciclo|цикл|الجولة|轮"),
    ("mechanism", r"mechanism|mécanisme|mecanismo|body|committee|comité|organe|organismo|órgano|treaty|механизм|орган|الآلية|机制|机构"),
    ("paragraph", r"para|párr|n°|nº|№|^no\.?$|^nr\.?$|number|numéro|número|^#|^код|пункт|номер|الفقرة|رقم|段|编号"),
    ("ref", r"^id$|identifier|^code$|código|\bref\b|reference|référence|referencia|идентификатор|المعرف"),
    ("sdgs", r"\bsdg|\bodd\b|\bods\b|sustainable|цур|التنمية المستدامة|可持续"),
    ("persons", r"person|group|grupo|groupe|population|población|beneficia|групп|الفئات|人群"),
    ("themes", r"theme|thème|tema|topic|issue|subject|category|categoría|right|droit|derecho|тем|право|الموضوع|主题"),
    ("language", r"language|langue|idioma|язык|اللغة|语言"),
    ("kind", r"^(?:kind|type|tipo|nature|вид|النوع|类型)"),
    ("title", r"short|summary|résumé|resumen|titre court|краткое|عنوان قصير|摘要"),
    ("text", r"recommendation|recommandation|recomendaci|text|texte|texto|рекомендаци|текст|التوصية|نص|建议|案文|order|medida|mesure"),
    ("state", r"^(?:state|country|pays|país|état|estado|страна|الدولة|国家)$|under review"),
    ("remark", r"remark|observaci|observation|comment of the state"),
    ("address", r"url|link|lien|enlace|web|ссылка|رابط|链接"),
    ("note", r"note|comment|comentario|remarque|примеч|ملاحظ|备注"),
)  # fmt: skip
# Alone, these may as well head a count of the rows.
_MERE_NUMBER = re.compile(
    r"(?:n[°ºo.]{0,2}|№|nr\.?|nos?\.?|num\.?|núm\.?|number|numéro|número|#|номер|رقم|الرقم|编号|序号)\Z", re.I
)
# A year alone is no day, and no row is to fail for it.
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?\Z")
_PATTERNS = tuple((key, re.compile(pattern, re.I)) for key, pattern in _HEADINGS)


@dataclass
class Guess:
    """One column of the table: its heading, a few of its values, and what it seems to be."""

    place: int
    heading: str
    samples: list[str] = field(default_factory=list)
    key: str = ""
    filled: int = 0


def heading_row(rows: Sequence[Row]) -> int:
    """Number of the row that holds the headings: many short different words, as many as columns below."""
    best, most = (rows[0][0] if rows else 0), -1.0
    widths = sorted(len(cells) for _number, cells in rows)
    usual = widths[len(widths) // 2] if widths else 0
    for place, (number, cells) in enumerate(rows[:HEADING_WITHIN]):
        texts = [text_of(cell) for cell in cells]
        words = [
            text
            for text, cell in zip(texts, cells, strict=True)
            if isinstance(cell, str) and 0 < len(text) <= 120
        ]
        known = sum(1 for text in words if key_of_heading(text, set()))
        if len(set(words)) < min(2, usual):
            continue
        score = len(set(words)) / max(1, usual) + 1.5 * known / max(1, len(words)) - 0.02 * place
        score -= (
            1.0
            * sum(1 for text in texts if len(text) > 120 or text.replace(".", "").isdigit())
            / max(1, usual)
        )
        if score > most:
            best, most = number, score
    return best


def guesses(rows: Sequence[Row], heading: int) -> list[Guess]:
    """The table's columns, each with samples and what it seems to be."""
    cells = next((cells for number, cells in rows if number == heading), [])
    below = [cells for number, cells in rows if number > heading]
    width = max([len(cells), *(len(row) for row in below)], default=0)
    found = [Guess(place, text_of(cells[place]) if place < len(cells) else "") for place in range(width)]
    taken: set[str] = set()
    values = {one.place: [row[one.place] for row in below if one.place < len(row)] for one in found}
    for one in found:
        filled = [text for value in values[one.place] if (text := text_of(value))]
        one.filled = len(filled)
        one.samples = [text[:160] for text in dict.fromkeys(filled)][:SAMPLES]
        one.key = key_of_heading(one.heading, taken)
        if one.key == "paragraph" and _counts_rows(one.heading, values[one.place]):
            one.key = ""
        if one.key == "document_title" and "symbol" not in taken and _most(filled, _is_symbol):
            one.key = "symbol"
        if one.key.endswith("_on") and _most(filled, _YEAR.match):
            one.key = ""
        if one.key:
            taken.add(one.key)
    _text_by_length(found, values, taken)
    for one in found:
        if not one.key and one.filled:
            one.key = _by_content(values[one.place], taken)
            taken |= {one.key} if one.key else set()
    return [one for one in found if one.heading or one.filled]


def _text_by_length(found: list[Guess], values: dict[int, list[Value]], taken: set[str]) -> None:
    """The recommendation is what is longest: a column called so that holds numbers is not it."""
    lengths = {
        one.place: sum(len(text_of(value)) for value in values[one.place]) / max(1, one.filled)
        for one in found
    }
    if not lengths:
        return
    longest = max(found, key=lambda one: lengths[one.place])
    named = next((one for one in found if one.key == "text"), None)
    if named is longest or lengths[longest.place] < _LONG_TEXT:
        return
    if named is None or lengths[named.place] < _LONG_TEXT / 3:
        if named is not None:
            named.key = "paragraph" if "paragraph" not in taken else ""
        longest.key = "text"
        taken.add("text")


def key_of_heading(heading: str, taken: set[str]) -> str:
    """Our column that a heading stands for, if none has it yet."""
    folded = fold(heading)
    exact = vocabulary.headings().get(folded.rstrip("* "))
    if exact and exact not in taken:
        return exact
    for key, pattern in _PATTERNS:
        if key not in taken and len(heading) <= 120 and pattern.search(heading.strip()):
            return key
    return ""


def _counts_rows(heading: str, values: Sequence[Value]) -> bool:
    """Whether a column headed “Nº”, or by nothing, merely numbers the rows of the table from one."""
    if heading.strip() and not _MERE_NUMBER.match(heading.strip()):
        return False
    numbers = [text.removesuffix(".").removesuffix(".0") for value in values if (text := text_of(value))]
    counted = sum(text == str(place) for place, text in enumerate(numbers, start=1))
    return len(numbers) > 2 and counted > 0.9 * len(numbers)


def _most(texts: Sequence[str], is_such: Callable[[str], object]) -> bool:
    return 2 * sum(bool(is_such(text)) for text in texts) > len(texts)


def _is_symbol(text: str) -> bool:
    return "/" in text and list_head.is_symbol(text)


def _by_content(values: Sequence[Value], taken: set[str]) -> str:
    filled = [value for value in values if text_of(value)][:SAMPLED]
    texts = [text_of(value) for value in filled]

    def most(test: object, key: str) -> bool:
        return (
            key not in taken and callable(test) and sum(bool(test(text)) for text in texts) > 0.8 * len(texts)
        )

    if most(_is_symbol, "symbol"):
        return "symbol"
    if most(lambda text: len(text) < 40 and position_of(text)[0], "position"):
        return "position"
    numbers = r"\d{1,3}\.\d{1,3}\Z|\d{1,3}\s?\(?[a-z]?\)?\Z"
    if most(lambda text: re.match(numbers, text), "paragraph") and not _counts_rows("", values):
        return "paragraph"
    if most(COUNTRIES.find, "recommending"):
        return "recommending"
    if most(lambda text: text.startswith(("http://", "https://")), "address"):
        return "address"
    if "adopted_on" not in taken and sum(_is_date(value) for value in filled) > 0.8 * len(filled):
        return "adopted_on"
    return ""


def _is_date(value: Value) -> bool:
    try:
        return not isinstance(value, int | float) and dates.day_of(value, day_first=True) is not None
    except ValueError:
        return False


def first_rows(sheet: Sheet) -> list[Row]:
    """As many rows as guesses are made from."""
    found: list[Row] = []
    for row in sheet.rows():
        found.append(row)
        if len(found) >= SAMPLED:
            break
    return found


KEYS = tuple(column.key for column in COLUMNS)
