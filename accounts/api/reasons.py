"""Why something is decided as it is: a remark that may be left out, a reason that may not."""

from rest_framework import serializers


class RemarkWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ReasonWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)
