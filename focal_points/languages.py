"""The languages whose words the search knows, and the PostgreSQL configuration of each.

Each configuration drops accents and then stems (`migrations/_search.py`). Chinese has no parser
in PostgreSQL: its words are parted with jieba, here, and kept as they are.
"""

import logging
import re
import warnings
from functools import cache
from typing import Any

CONFIGURATIONS = {
    "en": "house_en",
    "fr": "house_fr",
    "es": "house_es",
    "ru": "house_ru",
    "ar": "house_ar",
    "zh": "house_simple",
}
SIMPLE = "house_simple"
BY_SCRIPT = {"latin": ("en", "fr", "es"), "cyrillic": ("ru",), "arabic": ("ar",), "han": ("zh",)}
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")


def script_of(text: str) -> str:
    """Of the first letter that tells: han, cyrillic, arabic, else latin."""
    for name, letters in (("han", HAN), ("cyrillic", CYRILLIC), ("arabic", ARABIC)):
        if letters.search(text):
            return name
    return "latin"


def parted(text: str) -> str:
    """Chinese text with spaces between its words; anything else in it stays."""
    return " ".join(word for word in _segmenter().cut_for_search(text) if word.strip())


@cache
def _segmenter() -> Any:
    """jieba with its dictionary; loaded when the first Chinese text is met (about a second)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own source, not ours to mend
        import jieba
    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    return segmenter
