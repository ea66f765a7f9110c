"""What every endpoint of the API shares: visibility first, a permission to read, each POST done once."""

from functools import partial

from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from accounts.api.idempotency import once
from accounts.models import Access
from accounts.permissions import require
from accounts.services.access import log_access


class Endpoint(GenericViewSet):
    """Set `model`, `permission` (to read) and `serializer_class`; add verbs as actions that call services.

    `personal` endpoints leave a line in the access log for each list and record that is read (CMP-03).
    """

    model = None
    permission = None
    related = ()  # select_related
    gathered = ()  # prefetch_related
    personal = False
    lookup_field = "uuid"
    lookup_value_converter = "uuid"

    def get_queryset(self):
        rows = self.model.objects.visible_to(self.request.user)
        return rows.select_related(*self.related).prefetch_related(*self.gathered)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        require(request.user, self.permission)
        if request.method == "POST":
            # The handler is looked up after this: whatever action it is, it is done once.
            self.post = partial(once, self.post)


class Listed(ListModelMixin):
    def list(self, request, *args, **kwargs):
        response = super().list(request, *args, **kwargs)
        if self.personal:
            log_access(
                request.user,
                Access.Action.API,
                self.model._meta.label,
                filters=request.query_params.urlencode(),
                count=len(response.data["results"]),
            )
        return response


class Retrieved(RetrieveModelMixin):
    def retrieve(self, request, *args, **kwargs):
        response = super().retrieve(request, *args, **kwargs)
        if self.personal:
            log_access(
                request.user,
                Access.Action.API,
                self.model._meta.label,
                subject=kwargs[self.lookup_field],
                count=1,
            )
        return response


class Readable(Listed, Retrieved, Endpoint):
    """A noun that can be listed and read."""
