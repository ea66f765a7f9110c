"""Lists page by cursor, newest row last in key order, without a count."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
