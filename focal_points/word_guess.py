"""Guesses the language of a text by its script and small words: enough to choose how words are stemmed."""

import re
from collections import Counter

from focal_points.languages import script_of

SMALL_WORDS = {
    "en": "the of and to in that for is with on by as this are be from at which was not have has",
    "fr": "de la le les des et en du une dans que pour par sur est qui au aux avec ce sont ne pas",
    "es": "de la el los las y en que del para por con una su al es se lo como no más sus este",
    "pt": "de da do das dos e em que para uma com não os as ao por na no pelo pela são",
    "de": "der die das und in den von zu mit des ist für auf dem nicht eine als auch sich wird",
}
SAMPLE = 60_000
LEAST = 0.02


def language_of(text: str) -> str:
    """Two letters, or nothing where it cannot be told. `pt` and `de` are known so that they are not taken for
    their neighbours.
    """
    sample = text[:SAMPLE]
    letters = Counter(script_of(word) for word in sample.split()[:2000])
    script = letters.most_common(1)[0][0] if letters else "latin"
    if script != "latin":
        return {"han": "zh", "cyrillic": "ru", "arabic": "ar"}[script]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if not words:
        return ""
    held = Counter(words)
    shares = {
        code: sum(held[word] for word in small.split()) / len(words) for code, small in SMALL_WORDS.items()
    }
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= LEAST else ""
