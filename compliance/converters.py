"""Parts of addresses that only this app has."""


class CopyForm:
    regex = "pdf|json|csv"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
