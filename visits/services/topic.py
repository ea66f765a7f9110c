"""What visits may be about; a topic that is out of use stays on the visits that had it (CN-025)."""

from accounts.history import deed
from accounts.permissions import Permission, require
from visits.models import Topic


def create_topic(*, by, **values):
    """`values` are the model's fields: code, name, name_en, is_active."""
    require(by, Permission.TOPIC_MANAGE)
    with deed("topic.create", by=by):
        topic = Topic(**values)
        topic.full_clean()
        topic.save()
    return topic


def edit_topic(topic, *, by, **values):
    require(by, Permission.TOPIC_MANAGE)
    with deed("topic.edit", by=by):
        topic = Topic.objects.select_for_update().get(pk=topic.pk)
        if topic.update_from(values):
            topic.full_clean()
            topic.save()
    return topic
