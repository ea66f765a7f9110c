"""What every endpoint of the API shares: visibility first, a permission to read, each POST done once."""

from functools import partial
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.idempotency import once
from accounts.history import insist
from accounts.models import Access
from accounts.permissions import require
from accounts.services.access import log_access, loggable
from accounts.services.delegation import is_uuid, stand_in
from accounts.wording import REASON, check_body


class Endpoint(GenericViewSet):
    """Set `title`, `model`, `permission` (to read) and `serializer_class`; verbs are actions that call services.

    `writes` names the serializer that reads each action's body, `asks` the one that reads its address,
    `words` what an action of its own does.
    `personal` endpoints leave a line in the access log for each list and record that is read (CMP-03).
    """

    title = ""
    model = None
    permission = None
    writes = {}  # action → serializer class
    asks = {}  # action → serializer or form that reads the address
    also_asks = {}  # action → names of further parameters of its address
    words = {}  # action → sentence
    lists = frozenset({"list"})  # actions that answer with pages
    unmasks = (
        frozenset()
    )  # actions that answer in plain what is encrypted: nobody remembers that answer
    related = ()  # select_related
    gathered = ()  # prefetch_related
    personal = False
    filterset_class = None
    lookup_field = "uuid"
    lookup_value_converter = "uuid"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model and self.model.objects.none()  # the schema is nobody's in particular
        rows = self.model.objects.visible_to(self.request.user)
        return rows.select_related(*self.related).prefetch_related(*self.gathered)

    def perform_authentication(self, request):
        super().perform_authentication(request)
        self._stand_in(request)
        # The middleware knows only whom a session names; both settings end with the request.
        if request.auth:
            timezone.activate(ZoneInfo(request.user.time_zone))
            if "Accept-Language" not in request.headers:
                translation.activate(request.user.language)

    def _stand_in(self, request):
        """A program says with each request for whom its person stands in."""
        cover = request.user.is_authenticated and request.headers.get("Stands-In")
        if cover and not (is_uuid(cover) and stand_in(request.user, cover)):
            raise PermissionDenied(_("You can't stand in here today."))

    def filter_queryset(self, rows):
        return super().filter_queryset(rows) if self.action in self.lists else rows

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require(request.user, self.permission)
        self._refuse_unknown_parameters(request)
        if request.method == "POST" and hasattr(self, "post") and self.action not in self.unmasks:
            # The handler is looked up after this: whatever action it is, it is done once.
            self.post = partial(once, self.post)

    def _refuse_unknown_parameters(self, request):
        """A misspelt filter would otherwise answer with everything, and its asker would not know."""
        unknown = request.query_params.keys() - self._known_parameters()
        if unknown:
            raise ValidationError({name: [_("There is no such parameter.")] for name in unknown})

    def _known_parameters(self):
        known = set(self.also_asks.get(self.action, ()))
        if self.action in self.asks:
            known |= self.asks[self.action]().fields.keys()
        if self.action in self.lists:
            known |= self._filters().keys()
            if self.paginator:
                known |= {self.paginator.cursor_query_param, self.paginator.page_size_query_param}
        return known

    def _filters(self):
        """Those of the class that is named, or made of `filterset_fields`."""
        rows = self.model.objects.none() if getattr(self, "filterset_fields", None) else None
        found = [backend().get_filterset_class(self, rows) for backend in self.filter_backends]
        return {
            name: one for filters in found if filters for name, one in filters.base_filters.items()
        }

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # The middleware knows people by their session; a token's answers are no less personal (pitfalls 4.14).
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def said(self, **options):
        """The body as the action's serializer reads it; malformed input is a 400 with errors by field."""
        if self.action not in self.writes:
            return {}
        reader = self.writes[self.action](
            data=self.request.data, context=self.get_serializer_context(), **options
        )
        # A misspelt field would otherwise be dropped, and its sender would think that it was kept. What a record
        # shows may come back with it; only what can be written is read.
        known = reader.fields.keys() | self.get_serializer().fields.keys() | {REASON}
        unknown = self.request.data.keys() - known
        if unknown:
            raise ValidationError({name: [_("There is no such field.")] for name in unknown})
        reader.is_valid(raise_exception=True)
        insist(check_body(reader, str(self.request.data.get(REASON) or "").strip()))
        return reader.validated_data

    def shown(self, row):
        """The row as the noun's own GET shows it now; a created one with 201."""
        fresh = self.get_queryset().get(pk=row.pk)
        code = status.HTTP_201_CREATED if self.action == "create" else status.HTTP_200_OK
        return Response(self.get_serializer(fresh).data, status=code)

    def log_read(self, *, subject=None, count=1):
        if self.personal:
            log_access(
                self.request.user,
                Access.Action.API,
                self.model._meta.label_lower,
                subject=subject,
                filters=loggable(self.request.query_params.urlencode()),
                count=count,
            )


class Listed(ListModelMixin):
    def list(self, request, *args, **kwargs):
        response = super().list(request, *args, **kwargs)
        self.log_read(count=len(response.data["results"]))
        return response


class Retrieved(RetrieveModelMixin):
    def retrieve(self, request, *args, **kwargs):
        response = super().retrieve(request, *args, **kwargs)
        self.log_read(subject=kwargs["uuid"])
        return response


class Readable(Listed, Retrieved, Endpoint):
    """A noun that can be listed and read."""
