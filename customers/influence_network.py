"""The relations around a customer as a drawing: who influences from the left, who is influenced to the right.

Columns rather than a cloud: names stay readable on a phone, nothing overlaps, the same network is drawn the same.
"""

from dataclasses import dataclass

from customers.models import Affiliation, Customer, Influence

MOST_NODES = 40  # more is a list, which stands below
PEOPLE_OF_A_PLACE = 200
WIDTH, ROW, TOP = 360, 46, 12
BOX_WIDTH, BOX_HEIGHT = 92, 30
LEFTS = (4, (WIDTH - BOX_WIDTH) // 2, WIDTH - BOX_WIDTH - 4)
LONGEST = 14  # half-width characters of a name in a box
BULGE = 20
LANE = (ROW - BOX_HEIGHT) // 2


@dataclass(frozen=True)
class Node:
    customer: Customer
    column: int
    x: int
    y: int

    @property
    def middle(self):
        return self.x + BOX_WIDTH // 2

    @property
    def baseline(self):
        return self.y + 20

    @property
    def label(self):
        return _cut(self.customer.name)


@dataclass(frozen=True)
class Edge:
    influence: Influence
    path: str


@dataclass(frozen=True)
class Network:
    influences: list  # every relation, for the list
    nodes: list
    edges: list
    height: int
    width: int = WIDTH
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT

    @property
    def kinds(self):
        """[(kind, label)] of those that are drawn: the legend."""
        drawn = {edge.influence.kind for edge in self.edges}
        return [(kind.value, kind.label) for kind in Influence.Kind if kind in drawn]


def network_of(customer, user):
    """Who may be seen only: relations of the customer (of an organisation: of its people too), and among those."""
    today = Influence.objects.visible_to(user).today().select_related("who", "whom", "noted_by")
    near = list(today.touching(_centre(customer, user)).order_by("pk")[: 2 * MOST_NODES])
    around = {pk for one in near for pk in (one.who_id, one.whom_id)}
    among = today.filter(who__in=around, whom__in=around).exclude(pk__in=[one.pk for one in near])
    influences = [*near, *among.order_by("pk")[:MOST_NODES]]
    nodes = _placed(customer, influences)
    drawn = [one for one in influences if one.who_id in nodes and one.whom_id in nodes]
    between = [node.y for node in nodes.values() if node.column == 1]
    edges = [Edge(one, _path(nodes[one.who_id], nodes[one.whom_id], between)) for one in drawn]
    lowest = max((node.y for node in nodes.values()), default=0)
    return Network(influences, list(nodes.values()), edges, lowest + BOX_HEIGHT + TOP)


def _centre(customer, user):
    if customer.is_person:
        return [customer.pk]
    working = Affiliation.objects.visible_to(user).today().filter(organisation=customer.pk)
    return [customer.pk, *working.values_list("person_id", flat=True)[:PEOPLE_OF_A_PLACE]]


def _placed(customer, influences):
    """{customer id: Node} in the order in which they are met, column by column."""
    met = {}
    for one in influences:
        met.setdefault(one.who_id, one.who)
        met.setdefault(one.whom_id, one.whom)
    kept = dict(list(met.items())[:MOST_NODES])
    columns = {pk: _column(pk, customer.pk, influences) for pk in kept}
    numbers = [sum(1 for column in columns.values() if column == place) for place in range(3)]
    longest, used, nodes = max(numbers, default=0), [0, 0, 0], {}
    for pk, one in kept.items():
        place = columns[pk]
        # A short column stands in the middle of a long one.
        y = TOP + (longest - numbers[place]) * ROW // 2 + used[place] * ROW
        nodes[pk] = Node(one, place, LEFTS[place], y)
        used[place] += 1
    return nodes


def _column(pk, centre, influences):
    if pk == centre:
        return 1
    direct = [one for one in influences if {one.who_id, one.whom_id} == {pk, centre}]
    if direct:
        return 0 if direct[0].who_id == pk else 2
    ways = {one.who_id == pk for one in influences if pk in (one.who_id, one.whom_id)}
    return 1 if len(ways) == 2 else 0 if True in ways else 2


def _path(start, end, between):
    """From edge to edge of two boxes; past the middle column it takes a lane between the boxes, whose tops are given."""
    y1, y2 = start.y + BOX_HEIGHT // 2, end.y + BOX_HEIGHT // 2
    if start.column == end.column:
        on_the_left = start.column == 0
        x = start.x if not on_the_left else start.x + BOX_WIDTH
        bend = x + BULGE if on_the_left else x - BULGE
        return f"M{x} {y1} C{bend} {y1} {bend} {y2} {x} {y2}"
    forward = start.column < end.column
    x1, x2 = (start.x + BOX_WIDTH, end.x) if forward else (start.x, end.x + BOX_WIDTH)
    if abs(start.column - end.column) == 1 or not between:
        bend = (x1 + x2) // 2
        return f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}"
    lane = _lane(between, (y1 + y2) // 2)
    near, far = (LEFTS[1], LEFTS[1] + BOX_WIDTH) if forward else (LEFTS[1] + BOX_WIDTH, LEFTS[1])
    one, two = (x1 + near) // 2, (far + x2) // 2
    return (
        f"M{x1} {y1} C{one} {y1} {one} {lane} {near} {lane} L{far} {lane}"
        f" C{two} {lane} {two} {y2} {x2} {y2}"
    )


def _lane(tops, y):
    lanes = [*(top - LANE for top in tops), max(tops) + BOX_HEIGHT + LANE]
    return min(lanes, key=lambda lane: abs(lane - y))


def _cut(name):
    """As much as fits into a box; Chinese characters are twice as wide as Latin ones."""
    width = 0
    for place, character in enumerate(name):
        width += 2 if ord(character) > 0x2E7F else 1
        if width > LONGEST:
            return f"{name[: place - 1]}…"
    return name
