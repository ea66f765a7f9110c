"""What belongs to a record: rows of other tables that are read, compared and copied with it (registry.record_parts)."""

from accounts import registry


def keys_of_parts(model, keys):
    """{model: keys} of all rows that belong to these records or did until they were deleted, at any depth.

    Each kind costs one query by index, however long its history is: rows that are there by their foreign key, deleted
    ones by the index of `Recorded(part_of=…)`.
    """
    found = {}
    for owner, part, name in registry.record_parts:
        if owner is model and (mine := keys_of(part, name, keys)):
            found |= {part: mine} | keys_of_parts(part, mine)
    return found


def keys_of(part, name, owners):
    pk = part._meta.pk.attname
    there = part._base_manager.filter(**{f"{name}_id__in": owners}).values_list(pk)
    gone = part.history.model.objects.filter(**{f"{name}_id__in": owners}, history_type="-")
    return sorted(key for (key,) in there.order_by().union(gone.order_by().values_list(pk)))


def owner_fields():
    """{label: name of the field that points at what the rows of this model belong to}"""
    return {part._meta.label_lower: name for _owner, part, name in registry.record_parts}
