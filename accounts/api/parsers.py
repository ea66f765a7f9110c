"""What a program sends, as plain text: see accounts/plain_text.py."""

from rest_framework import parsers

from accounts.plain_text import plain, plain_query


class JSONParser(parsers.JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        return plain(super().parse(stream, media_type, parser_context))


class MultiPartParser(parsers.MultiPartParser):
    """Files stay as they are: their readers know what they hold."""

    def parse(self, stream, media_type=None, parser_context=None):
        parsed = super().parse(stream, media_type, parser_context)
        parsed.data = plain_query(parsed.data)
        return parsed
