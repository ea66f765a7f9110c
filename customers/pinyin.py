"""Chinese names in Latin letters, for order and search (decision 30)."""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.seg import mmseg

from customers.identity import folded

SORT_KEY_LENGTH = 400
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = re.compile(f"[{_CJK}]+")
# Runs of Chinese, and words of any other script.
RUNS = re.compile(f"([{_CJK}]+)|([^\\W_{_CJK}]+)")


def syllables(text):
    """Pinyin of each Chinese character, other words whole: 重庆Dr → chong, qing, dr."""
    found = []
    for chinese, word in RUNS.findall(text):
        if chinese:
            for part in mmseg.seg.cut(chinese):
                found.extend(_of_word(part))
        else:
            found.append(word)
    return found


def sort_key(name):
    """Orders by pinyin, syllable by syllable, then by character: 周岚 → 'zhou lan  周岚', before 'zhou lan lan  周岚岚'."""
    same = folded(name)
    return f"{' '.join(syllables(same))}  {same}"[:SORT_KEY_LENGTH]


# Words of medicine and place names come again and again: a large import asks for few new ones.
@lru_cache(maxsize=50_000)
def _of_word(word):
    return tuple(lazy_pinyin(word))
