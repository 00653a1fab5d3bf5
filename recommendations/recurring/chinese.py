"""Chinese words, which no spaces part: by jieba's dictionary, on this machine."""

import logging
import warnings
from functools import cache
from typing import Any

from recommendations.recurring.folding import is_han


@cache
def _segmenter() -> Any:
    """jieba with its dictionary; loaded when the first Chinese text is met (about a second)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own regular expressions
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def edges(words: list[str]) -> frozenset[int]:
    """Places in a list of tokens, each Chinese character one, at which a word begins or ends."""
    found = {0, len(words)}
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and is_han(words[end]):
            end += 1
        if end == at:
            found |= {at, at + 1}
            at += 1
            continue
        found.add(at)
        for word in _segmenter().cut("".join(words[at:end]), HMM=False):
            at += len(word)
            found.add(at)
    return frozenset(found)
