"""Rows are named by uuid, only those that the asker sees, and texts are masked for those who may not read them."""

from rest_framework import serializers

from accounts.permissions import Permission, can


class Related(serializers.SlugRelatedField):
    """Another row by its uuid; one that is not visible does not exist. `through` leads to the uuid's row."""

    def __init__(self, model=None, *, through="", **kwargs):
        self.model = model
        super().__init__(slug_field=f"{through}uuid", **kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.context["request"].user)

    def use_pk_only_optimization(self):
        return False


class Shown(serializers.SlugRelatedField):
    """The same, to read only."""

    def __init__(self, *, through="", **kwargs):
        super().__init__(slug_field=f"{through}uuid", read_only=True, **kwargs)


class Masked:
    """Mixed into a serializer: the texts named in Meta.masked are hidden from those without FREE_TEXT_READ (decision 8)."""

    MASK = "•••"

    def to_representation(self, row):
        data = super().to_representation(row)
        if not can(self.context["request"].user, Permission.FREE_TEXT_READ):
            data |= {name: self.MASK for name in self.Meta.masked if data.get(name)}
        return data
