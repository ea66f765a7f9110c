"""The files of node_modules that browsers get. Whole packages would bring thousands of files and broken source maps."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FILES = [
    "@tabler/core/dist/css/tabler.min.css",
    # The sheet names its map; the manifest storage refuses a name that leads nowhere.
    "@tabler/core/dist/css/tabler.min.css.map",
    "fullcalendar/index.global.min.js",
]


class PackageFinder(BaseFinder):
    """`npm/<package>/<path>` for each wanted file that is installed."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "node_modules")
        self.storage.prefix = "npm"

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        name = path.removeprefix("npm/")
        if name == path or name not in FILES or not self.storage.exists(name):
            return []  # what Django takes for “not here”, with and without find_all
        return [self.storage.path(name)] if find_all else self.storage.path(name)

    def list(self, ignore_patterns):
        return [(name, self.storage) for name in FILES if self.storage.exists(name)]
