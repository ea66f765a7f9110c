"""Nobody's private life is kept: family, hobbies, birthdays, religion (PRV-003). No field for it, a warning at notes.

Both patterns hold in Python and in JavaScript, where one of them reads along (static/js/private_life.js).
"""

import re

# In what people write. Not "child" or "family": doctors have them for patients.
IN_NOTES = (
    r"\b(?:birthday|date of birth|hobby|hobbies|wife|husband|spouse|fianc[eé]e?|married|divorced|religion|religious"
    r"|church|zodiac|favou?rite)\b|生日|生辰|爱好|嗜好|兴趣爱好|喜欢喝|喜欢抽|妻子|丈夫|配偶|老婆|老公|太太|儿子|女儿"
    r"|子女|家人|父母|结婚|离婚|婚姻|宗教|信仰|信佛|信教|基督|星座|属相"
)
# In the names of fields and columns.
IN_NAMES = (
    r"birth|hobb|famil|spouse|husband|(?:^|_| )wife|child|religi|faith|marital|marri|ethnic|politic|zodiac|favou?rite"
    r"|生日|出生|爱好|嗜好|家庭|家属|配偶|妻|丈夫|子女|宗教|信仰|婚|民族|政治面貌|星座"
)
_notes, _names = (re.compile(pattern, re.IGNORECASE) for pattern in (IN_NOTES, IN_NAMES))


def tells_of_private_life(text):
    return bool(_notes.search(text))


def names_private_life(name):
    return bool(_names.search(name))
