"""Who of ours serves a customer today: reps of its territories, and managers of what lies above."""

from accounts.models import Membership
from customers.models import CustomerTerritory


def colleagues_of(customer):
    """Their keys, as a subquery."""
    territories = CustomerTerritory.objects.filter(customer=customer).values("territory_id")
    serving = Membership.objects.today().filter(territory__links_down__descendant__in=territories)
    return serving.values("user_id")
