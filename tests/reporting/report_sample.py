# ruff: noqa: E501 (whole sentences in three languages)
"""An invented draft in three languages, small enough to read, with one of everything a draft can hold."""

import datetime

from django.utils import translation

from reporting.rendering import words
from reporting.rendering.draft import (
    Block,
    Cell,
    Draft,
    Kind,
    Paragraph,
    Section,
    SourceNote,
    StatusCount,
    Table,
)

DAY = datetime.date(2026, 11, 24)
COUNTS = {"na": 3, "ns": 4, "ip": 12, "pi": 9, "im": 5, "ic": 1, "ni": 1, "nl": 1}
STATUS = {
    "en": {
        "na": "Not assessed", "ns": "Not started", "ip": "In progress", "pi": "Partially implemented",
        "im": "Implemented", "ic": "Implemented, continuing", "ni": "Not implemented",
        "nl": "No longer applicable",
    },
    "fr": {
        "na": "Non évaluée", "ns": "Non commencée", "ip": "En cours", "pi": "Partiellement mise en œuvre",
        "im": "Mise en œuvre", "ic": "Mise en œuvre, continue", "ni": "Non mise en œuvre",
        "nl": "Sans objet",
    },
    "ar": {
        "na": "لم تُقيَّم بعد", "ns": "لم يبدأ التنفيذ", "ip": "قيد التنفيذ", "pi": "منفَّذة جزئيًا",
        "im": "منفَّذة", "ic": "منفَّذة ومستمرة", "ni": "غير منفَّذة", "nl": "لم تعد منطبقة",
    },
}  # fmt: skip
TEXTS = {
    "en": {
        "title": "Periodic report of Halvora under the Convention on the Elimination of All Forms of "
        "Discrimination against Women",
        "subtitle": "Submitted under article 18. Draft for the secretariat.",
        "state": "Halvora",
        "mechanism": "Committee on the Elimination of Discrimination against Women",
        "follow": "Follow-up to the previous concluding observations",
        "articles": "Developments article by article",
        "violence": "Stereotypes and gender-based violence",
        "placed": "To be placed",
        "method": "This draft was compiled on 24 November 2026 from what 19 institutions recorded and the "
        "secretariat verified. What is not verified, or not public, is not in it.",
        "ask": "Ensure that every province has enough shelters, adequately funded and open to women with "
        "disabilities and to women in rural areas;",
        "did": "Two shelters opened in 2026, in Ostrand (24 beds) and in Lower Tessen (16 beds, without "
        "steps), so that 11 of 14 provinces now have a shelter of their own. The budget law for 2027 "
        "carries 9.2 million for their running costs.",
        "gap": "No information from the Ministry for Family and Gender Equality since 14 May 2023.",
        "para": "Paragraph 27 (a)",
        "note": "{symbol}, para. 27 (a); update of 2 November 2026, Ministry for Family and Gender Equality, "
        "verified on 21 November 2026; evidence: budget law 2027, chapter 31.",
        "head": ("Reference", "Request, in short", "Lead institution", "Verified status", "In force since", "Here"),
        "qhead": ("Paragraph", "Language of the original", "Source"),
        "french": "French",
        "ministry": "Ministry for Family and Gender Equality",
        "facts": (
            ("Prepared by", "Secretariat of the national mechanism, from what 19 institutions recorded"),
            ("Length", "14,212 words of 21,200"),
            ("Not yet verified, and therefore not here", "4 updates"),
            ("Structure", "Periodic report to a treaty body: HRI/GEN/2/Rev.6, chapter I, paras. 60–65"),
        ),
        "warning": "Section III holds one recommendation that belongs to no article. Place it before sending.",
        "running": "Halvora: CEDAW, periodic report. Draft, 24 November 2026",
        "block": "Follow-up recommendations",
    },
    "fr": {
        "title": "Rapport périodique – Convention sur l’élimination de toutes les formes de discrimination à "
        "l’égard des femmes – Halvora",
        "subtitle": "Soumis en application de l’article 18. Projet à l’usage du secrétariat.",
        "state": "Halvora",
        "mechanism": "Comité pour l’élimination de la discrimination à l’égard des femmes",
        "follow": "Suite donnée aux observations finales précédentes",
        "articles": "Faits nouveaux article par article",
        "violence": "Stéréotypes et violence fondée sur le genre",
        "placed": "À placer",
        "method": "Le présent projet a été établi le 24 novembre 2026 à partir de ce que 19 institutions ont "
        "consigné et que le secrétariat a vérifié. Ce qui n’est ni vérifié ni public n’y figure pas.",
        "ask": "Veiller à ce que chaque province dispose de suffisamment de foyers d’accueil, financés et "
        "accessibles aux femmes handicapées ;",
        "did": "Deux foyers ont ouvert en 2026, à Ostrand (24 lits) et à Tessen-le-Bas (16 lits, sans marches), "
        "si bien que 11 provinces sur 14 ont désormais leur propre foyer.",
        "gap": "Aucune information du Ministère de la famille et de l’égalité depuis le 14 mai 2023.",
        "para": "Paragraphe 27 a)",
        "note": "{symbol}, par. 27 a) ; mise à jour du 2 novembre 2026, Ministère de la famille, vérifiée le "
        "21 novembre 2026.",
        "head": ("Référence", "Demande, en bref", "Institution chef de file", "État vérifié", "En vigueur depuis", "Ici"),
        "qhead": ("Paragraphe", "Langue de l’original", "Source"),
        "french": "Français",
        "ministry": "Ministère de la famille et de l’égalité",
        "facts": (
            ("Établi par", "Secrétariat du mécanisme national"),
            ("Longueur", "14 212 mots sur 21 200"),
            ("Pas encore vérifié, donc absent", "4 mises à jour"),
            ("Structure", "Rapport périodique à un organe conventionnel"),
        ),
        "warning": "La section III contient une recommandation qui ne relève d’aucun article.",
        "running": "Halvora : CEDAW, rapport périodique. Projet du 24 novembre 2026",
        "block": "Recommandations à suivre en priorité",
    },
    "ar": {
        "title": "التقرير الدوري المقدم بموجب اتفاقية القضاء على جميع أشكال التمييز ضد المرأة – هالفورا",
        "subtitle": "مقدم بموجب المادة 18. مسودة للأمانة.",
        "state": "هالفورا",
        "mechanism": "اللجنة المعنية بالقضاء على التمييز ضد المرأة",
        "follow": "متابعة الملاحظات الختامية السابقة",
        "articles": "التطورات بحسب المواد",
        "violence": "القوالب النمطية والعنف الجنساني",
        "placed": "في انتظار التصنيف",
        "method": "جُمعت هذه المسودة في 24 نوفمبر 2026 مما سجلته 19 مؤسسة وتحققت منه الأمانة. ولا يرد فيها ما لم "
        "يُتحقق منه أو لم يُنشر.",
        "ask": "ضمان توافر عدد كافٍ من دور الإيواء الممولة تمويلًا مناسبًا والميسَّرة للنساء ذوات الإعاقة في كل إقليم؛",
        "did": "افتُتحت داران للإيواء في عام 2026، في أوستراند (24 سريرًا) وتيسن السفلى (16 سريرًا)، فأصبح لدى 11 "
        "إقليمًا من 14 دار إيواء خاصة بها.",
        "gap": "لا معلومات من وزارة الأسرة والمساواة بين الجنسين منذ 14 مايو 2023.",
        "para": "الفقرة 27 (أ)",
        "note": "{symbol}، الفقرة 27 (أ)؛ تحديث 2 نوفمبر 2026، وزارة الأسرة والمساواة بين الجنسين، تم التحقق منه في "
        "21 نوفمبر 2026.",
        "head": ("المرجع", "الطلب بإيجاز", "الجهة الرائدة", "الحالة المتحقق منها", "نافذة منذ", "هنا"),
        "qhead": ("الفقرة", "لغة الأصل", "المصدر"),
        "french": "الفرنسية",
        "ministry": "وزارة الأسرة والمساواة بين الجنسين",
        "facts": (
            ("أعدته", "أمانة الآلية الوطنية"),
            ("الطول", "14,212 كلمة من 21,200"),
            ("ما لم يُتحقق منه بعد، فلم يرد هنا", "4 تحديثات"),
            ("الهيكل", "تقرير دوري إلى هيئة معاهدة"),
        ),
        "warning": "في الفرع الثالث توصية واحدة لا تندرج تحت أي مادة.",
        "running": "هالفورا: تقرير دوري. مسودة 24 نوفمبر 2026",
        "block": "توصيات للمتابعة",
    },
}  # fmt: skip
QUOTED = "Renforcer la formation des juges et des procureurs à la prise en charge des victimes de violence."
SYMBOL = "CEDAW/C/XAA/CO/6"


def draft(language: str, *, repeat: int = 4) -> Draft:
    """The sample in one language; `repeat` makes it longer."""
    with translation.override(language):
        return _Maker(language, TEXTS[language]).draft(repeat)


class _Maker:
    """Numbers paragraphs and notes while the parts are put together."""

    def __init__(self, language: str, text: dict) -> None:
        self.language, self.text = language, text
        self.paragraphs = self.notes = 0

    def paragraph(self, kind: Kind, key: str, **more) -> Paragraph:
        self.paragraphs += 1
        notes = ()
        if kind in {Kind.UPDATE, Kind.RECOMMENDATION}:
            self.notes += 1
            note = self.text["note"].format(symbol=words.isolated(SYMBOL))
            notes = (SourceNote(self.notes, note, "https://docs.un.org/CEDAW/C/XAA/CO/6"),)
        text = more.pop("text", "") or self.text[key]
        language = more.pop("language", self.language)
        return Paragraph(self.paragraphs, kind, text, language, notes=notes, **more)

    def recommendation(self, code: str) -> Paragraph:
        word = STATUS[self.language][code]
        return self.paragraph(
            Kind.RECOMMENDATION, "ask", label=self.text["para"], status=code, status_word=word
        )

    def quoted(self) -> Paragraph:
        return self.paragraph(
            Kind.RECOMMENDATION,
            "ask",
            text=QUOTED,
            language="fr",
            label=self.text["para"],
            status="ic",
            status_word=STATUS[self.language]["ic"],
            is_quoted=self.language != "fr",
            original_mark=words.original_in(self.text["french"]) if self.language != "fr" else "",
        )

    def draft(self, repeat: int) -> Draft:
        text = self.text
        first = Block("", (self.paragraph(Kind.TEXT, "method"),))
        answered = [
            p
            for code in list(COUNTS) * repeat
            for p in (self.recommendation(code), self.paragraph(Kind.UPDATE, "did"))
        ]
        articles = (
            Block(text["block"], tuple(answered[:4])),
            Block("", (*answered[4:], self.quoted(), self.paragraph(Kind.GAP, "gap"))),
        )
        placed = Block("", (self.recommendation("na"), self.paragraph(Kind.GAP, "gap")))
        number = words.heading_number
        sections = (
            Section("1", 1, number(1, 0), text["follow"], (first,), has_chart=True),
            Section("articles", 1, number(1, 1), text["articles"]),
            Section("5", 2, number(2, 0), f"{words.articles([5], '5')}: {text['violence']}", articles),
            Section("to-be-placed", 1, number(1, 2), text["placed"], (placed,)),
        )
        counts = tuple(StatusCount(c, STATUS[self.language][c], n) for c, n in COUNTS.items())
        return Draft(
            title=text["title"],
            subtitle=text["subtitle"],
            state_name=text["state"],
            mechanism_name=text["mechanism"],
            site_name="The Halvora Record",
            language=self.language,
            as_of=DAY,
            guideline="treaty-periodic-report",
            word_count=14212,
            word_limit=21200,
            total=36,
            counts=counts,
            counts_sentence=words.counts_sentence(36, [(c.word, c.count) for c in counts]),
            is_general_structure=False,
            sections=sections,
            matrix=self.matrix(sections),
            quoted=self.list_of_quoted(sections),
            facts=text["facts"],
            warnings=(text["warning"],),
            running_head=text["running"],
            is_demo=True,
        )

    def matrix(self, sections: tuple[Section, ...]) -> Table:
        rows = []
        for section in sections:
            for p in section.paragraphs:
                if p.kind is Kind.RECOMMENDATION:
                    rows.append(
                        (
                            Cell(f"{words.isolated(SYMBOL)}, 27 (a)"),
                            Cell(p.text, language=p.language),
                            Cell(self.text["ministry"]),
                            Cell(p.status_word, status=p.status),
                            Cell(words.day(DAY), nowrap=True),
                            Cell(str(p.number), paragraph=p.number),
                        )
                    )
        return Table("", self.text["head"], tuple(rows), (14, 34, 20, 15, 11, 6))

    def list_of_quoted(self, sections: tuple[Section, ...]) -> Table:
        quoted = [p for s in sections for p in s.paragraphs if p.is_quoted]
        rows = tuple(
            (Cell(str(p.number), paragraph=p.number), Cell(self.text["french"]), Cell(words.isolated(SYMBOL)))
            for p in quoted
        )
        return Table("", self.text["qhead"], rows, (20, 40, 40)) if rows else None
