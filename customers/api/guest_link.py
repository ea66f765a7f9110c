"""Links by which customers see a page of ours: read, make, revoke. The address is told once, in the answer to making it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.permissions import Permission
from customers.guest_door import address_of_link
from customers.models import Customer, GuestLink
from customers.services.guest_link import make_link, revoke_link


class GuestLinkSerializer(serializers.ModelSerializer):
    customer = Shown()
    made_by = Shown()
    revoked_by = Shown()

    class Meta:
        model = GuestLink
        fields = [
            *("uuid", "kind", "customer", "purpose", "made_by", "made_at", "expires_at"),
            *("openings", "opened_at", "revoked_by", "revoked_at", "revoked_because"),
        ]


class MadeLinkSerializer(GuestLinkSerializer):
    address = serializers.URLField(read_only=True, help_text=_("Told this once, and kept nowhere"))

    class Meta(GuestLinkSerializer.Meta):
        fields = [*GuestLinkSerializer.Meta.fields, "address"]


class GuestLinkWrite(serializers.Serializer):
    customer = Related(Customer)
    kind = serializers.ChoiceField(choices=GuestLink.Kind.choices)
    days = serializers.IntegerField(min_value=1, max_value=365)
    purpose = serializers.CharField(max_length=200)


class RevokeWrite(serializers.Serializer):
    because = serializers.CharField(max_length=500)


class GuestLinkEndpoint(Readable):
    title = _("Shared links")
    model = GuestLink
    permission = Permission.LINK_SHARE
    personal = True
    related = ["customer", "made_by", "revoked_by"]
    serializer_class = GuestLinkSerializer
    filterset_fields = {"kind": ["exact"], "customer__uuid": ["exact"]}
    writes = {"create": GuestLinkWrite, "revoke": RevokeWrite}
    unmasks = frozenset({"create"})  # its address is a secret
    words = {
        "create": _("Make a link: its address is told this once"),
        "revoke": _("Revoke, with a reason: it opens nothing from then on"),
    }

    def get_serializer_class(self):
        return MadeLinkSerializer if self.action == "create" else GuestLinkSerializer

    def create(self, request):
        said = dict(self.said())
        link, secret = make_link(said.pop("customer"), **said, by=request.user)
        link.address = address_of_link(secret)
        return Response(self.get_serializer(link).data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def revoke(self, request, uuid):
        return self.shown(revoke_link(self.get_object(), **self.said(), by=request.user))
