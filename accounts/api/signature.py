"""How a program signs: both components each time, since it has no session; and how a signature reads."""

from rest_framework import serializers

from accounts.services.signature import Credentials


class SigningWrite(serializers.Serializer):
    """The signer's own user name, and the password or the authenticator app's code."""

    username = serializers.CharField(max_length=150, write_only=True)
    secret = serializers.CharField(max_length=200, write_only=True, trim_whitespace=False)


def credentials_of(request, given):
    return Credentials(**given, client=request.headers.get("User-Agent", ""))


class SignedSerializer(serializers.Serializer):
    """A signature, and whether it still says the truth about its record (accounts/signed.py)."""

    uuid = serializers.UUIDField(source="signature.uuid")
    printed_name = serializers.CharField(source="signature.printed_name")
    meaning = serializers.CharField(source="signature.meaning")
    version = serializers.IntegerField(source="signature.version")
    sha256 = serializers.CharField(source="signature.sha256")
    signed_at = serializers.DateTimeField(source="signature.signed_at")
    time_zone = serializers.CharField(source="signature.time_zone")
    method = serializers.CharField(source="signature.method")
    state = serializers.CharField()
