"""What the frame around each page needs to know about its reader."""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from accounts.models import Notification
from accounts.permissions import Role, can
from accounts.prepared import prepared
from pharmacrm import navigation

UNREAD_SHOWN = 99


@dataclass(frozen=True)
class Link:
    entry: navigation.Entry
    url: str
    is_current: bool = False


class Ways:
    """The entries that one reader may open: url name → link."""

    def __init__(self, links, unread_shown=""):
        self.links, self.unread_shown = links, unread_shown

    @cached_property
    def sections(self):
        """The side bar: (heading, links) for each section that has any."""
        by_section = {name: [] for name in navigation.SECTIONS}
        for entry in navigation.ENTRIES:
            if entry.url_name in self.links:
                by_section[entry.section].append(self.links[entry.url_name])
        return [(navigation.SECTIONS[name], links) for name, links in by_section.items() if links]

    @cached_property
    def bar(self):
        """The first places of the bottom bar: those left by “new visit”, inbox and me."""
        free = navigation.BAR_SIZE - len(
            [link for link in (self.new_visit, self.inbox, self.me) if link]
        )
        return [self.links[name] for name in navigation.BAR if name in self.links][:free]

    @property
    def inbox(self):
        return self.links.get(navigation.INBOX.url_name)

    @property
    def me(self):
        return self.links.get(navigation.ME.url_name)

    @property
    def new_visit(self):
        return self.links.get(navigation.NEW_VISIT.url_name)

    @property
    def can_search(self):
        return "customers:list" in self.links


class Shell(Ways):
    """Asks the database only for what the template shows; a fragment or an e-mail pays nothing."""

    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)
        self.path = request.path

    @property
    def is_signed_in(self):
        return bool(self.user and self.user.is_authenticated)

    @property
    def lang(self):
        return "en" if (get_language() or "").startswith("en") else "zh-Hans"

    @property
    def other_language(self):
        return ("zh-hans", "zh-Hans", "中文") if self.lang == "en" else ("en", "en", "English")

    @property
    def code(self):
        """What support finds this request by."""
        return getattr(self.request, "request_id", "")

    @property
    def has_company_sign_on(self):
        return bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])

    @cached_property
    def links(self):
        if not self.is_signed_in:
            return {}
        found = [(entry, self._url(entry)) for entry in navigation.everything()]
        open_to_her = [(entry, url) for entry, url in found if url]
        leading_here = (url for _, url in open_to_her if self._leads_here(url))
        here = max(leading_here, key=len, default=None)
        return {entry.url_name: Link(entry, url, url == here) for entry, url in open_to_her}

    def _url(self, entry):
        if entry.permission and not can(self.user, entry.permission):
            return None
        return address_of(entry.url_name)

    def _leads_here(self, url):
        return self.path == url or (url != "/" and self.path.startswith(url))

    @property
    def head(self):
        return _draw("head", self.lang)

    @property
    def scripts(self):
        return _draw("scripts", self.lang)

    @property
    def site_search(self):
        return _draw("site_search", self.lang)

    @property
    def side_bar(self):
        return _draw("side_bar", self.lang, self._places)

    @property
    def shortcuts(self):
        return _draw("shortcuts", self.lang, self._places)

    @property
    def bottom_bar(self):
        return _draw(
            "bottom_bar", self.lang, self._places, self.unread_shown if self.unread else ""
        )

    @cached_property
    def _places(self):
        return tuple((name, link.url, link.is_current) for name, link in self.links.items())

    @cached_property
    def unread(self):
        """Capped, so that a full inbox costs no more than an empty one."""
        if not self.is_signed_in:
            return 0
        return len(_first_unread(self.user))

    @property
    def unread_shown(self):
        return f"{UNREAD_SHOWN}+" if self.unread > UNREAD_SHOWN else str(self.unread)

    @property
    def initial(self):
        return str(self.user)[:1].upper()

    @property
    def role(self):
        """The first of the reader's roles, as the product lists them."""
        return next((role.label for role in Role if role in self.user.roles), "")


@prepared
def _first_unread(reader):
    unread = Notification.objects.visible_to(reader).unread().order_by()
    return unread.values_list("pk")[: UNREAD_SHOWN + 1]


@cache
def address_of(url_name):
    """None while the page does not exist."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


@lru_cache(maxsize=2000)
def _draw(part, language, places=(), unread_shown=""):
    """A part of the frame, drawn once per process for all who may open the same places; it holds nothing of a person."""
    entries = {entry.url_name: entry for entry in navigation.everything()}
    links = {name: Link(entries[name], url, is_current) for name, url, is_current in places}
    return render_to_string(f"components/_{part}.html", {"shell": Ways(links, unread_shown)})


def shell(request):
    return {"shell": Shell(request)}
