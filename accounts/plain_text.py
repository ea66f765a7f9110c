"""Text as people write it: without what no keyboard writes, and what turns a line round for whoever reads it.

Control characters come with what is pasted from files; the database takes no NUL, and a bidirectional override can
make a sentence read as another. Both doors, forms and API, take them out here, so that nothing else has to.
"""

import re

# All controls but tab, line feed and carriage return; embeddings, overrides and isolates of direction.
UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(value):
    """A text, or lists and dictionaries of texts, without them; anything else as it is."""
    if isinstance(value, str):
        return UNWRITTEN.sub("", value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    return value


def plain_query(query):
    """A QueryDict, itself where there is nothing to take out."""
    if not any(UNWRITTEN.search(text) for _name, texts in query.lists() for text in texts):
        return query
    cleaned = query.copy()
    for name, texts in query.lists():
        cleaned.setlist(name, plain(texts))
    cleaned._mutable = False
    return cleaned
