"""Cover for leave. A program stands in with the header `Stands-In: <uuid of the delegation>`."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.models import Delegation, User
from accounts.permissions import Permission
from accounts.services import delegation as verbs


class DelegationSerializer(Masked, serializers.ModelSerializer):
    user = Shown()
    deputy = Shown()
    given_by = Shown()

    class Meta:
        model = Delegation
        fields = ["uuid", "user", "deputy", "valid_from", "valid_to", "note", "given_by"]
        masked = ["note"]


class DelegationWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    user = Related(User, required=False, help_text=_("Whoever is covered; yourself if not named"))
    deputy = Related(User)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DelegationEndpoint(Readable):
    title = _("Cover for leave")
    model = Delegation
    permission = Permission.TIME_OFF_READ
    personal = True
    related = ["user", "deputy", "given_by"]
    serializer_class = DelegationSerializer
    writes = {"create": DelegationWrite}
    words = {"end": _("End it: today it no longer holds")}

    def create(self, request):
        said = self.said()
        person = said.pop("user", request.user)
        return self.shown(verbs.delegate(person, **said, by=request.user))

    @action(detail=True, methods=["post"])
    def end(self, request, uuid):
        delegation = self.get_object()
        return self.shown(verbs.end_delegation(delegation, by=request.user))
