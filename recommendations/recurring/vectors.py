"""Requests as vectors: of their words, and of every four letters in a row whatever the spaces."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from recommendations.recurring.folding import is_han
from recommendations.recurring.normalise import Request

GRAM = 4
SLOTS = 1 << 20
TAIL = 0.4
GENERAL = 0.2
_COMMON = 0.25  # a gram in more than this share of the requests tells nothing


def of_words(requests: Sequence[Request], factors: dict[str, float]) -> sparse.csr_matrix:
    """A row a request, weighed by rarity; what stands in the tail counts less."""
    known: dict[str, int] = {}
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for request in requests:
        weights = dict.fromkeys(_units(request.general), GENERAL)
        weights.update(dict.fromkeys(_units(request.tail), TAIL))
        weights.update(dict.fromkeys(_units(request.words), 1.0))
        for word, weight in weights.items():
            columns.append(known.setdefault(word, len(known)))
            values.append(weight * factors.get(word, 1.0))
        ends.append(len(columns))
    shape = (len(requests), max(len(known), 1))
    matrix = sparse.csr_matrix((np.array(values, np.float32), columns, ends), shape=shape)
    return _weighed(matrix)


def _units(words: Sequence[str]) -> list[str]:
    """Words; of Chinese, each two characters in a row."""
    units = [word for word in words if not is_han(word)]
    units += [a + b for a, b in pairwise(words) if is_han(a) and is_han(b)]
    return units or list(words)


def of_letters(requests: Sequence[Request]) -> sparse.csr_matrix:
    """A row a request, of length one: how often each four letters stand in it, weighed by rarity."""
    main = _grams(["".join(request.words) for request in requests])
    tail = _grams(["".join(request.tail) for request in requests])
    general = _grams(["".join(request.general) for request in requests])
    matrix = (main + tail * TAIL + general * GENERAL).tocsr()
    matrix.data = np.sqrt(matrix.data)
    matrix = _weighed(matrix)
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    length[length == 0] = 1
    return sparse.diags_array(1 / length) @ matrix


def _grams(texts: list[str]) -> sparse.csr_matrix:
    """Counted for all texts at once, from their code points. Short texts are filled up."""
    filled = [text.ljust(GRAM) if text else "" for text in texts]
    letters = np.frombuffer("".join(filled).encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in filled])
    han = letters >= 0x3400
    rows = np.repeat(np.arange(len(texts)), lengths)
    if len(letters) < GRAM:
        return sparse.csr_matrix((len(texts), SLOTS), dtype=np.float32)
    slot = np.zeros(len(letters) - GRAM + 1, np.uint64)
    for place in range(GRAM):
        piece = letters[place : len(letters) - GRAM + 1 + place]
        if place >= 2:  # two Chinese characters say as much as four letters
            piece = np.where(han[: len(slot)], np.uint64(0), piece)
        slot = slot * np.uint64(1_000_003) + piece
    slot ^= slot >> np.uint64(29)
    whole = rows[: len(slot)] == rows[GRAM - 1 :]
    columns = (slot[whole] % np.uint64(SLOTS)).astype(np.int64)
    counted = sparse.coo_array(
        (np.ones(len(columns), np.float32), (rows[: len(slot)][whole], columns)), shape=(len(texts), SLOTS)
    )
    return sparse.csr_matrix(counted.tocsr())


def _weighed(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each column times its rarity."""
    seen = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity = np.log((matrix.shape[0] + 20) / (seen + 1)) + 0.1
    matrix.data = matrix.data * np.maximum(rarity, 0.1)[matrix.indices].astype(np.float32)
    return matrix
