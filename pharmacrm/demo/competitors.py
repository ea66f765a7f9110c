"""Made-up competitors of the demo company, our answers, and what its representatives observed of them."""

from datetime import timedelta

from customers import models as customers
from pharmacrm.demo.copying import History, copy_in

COMPETITORS = [
    ("寰宇制药（示例）", "进口品牌，学术会议多"),
    ("瑞禾医药（示例）", "集采中标，价格低"),
]
CARDS = [
    # strengths, weaknesses
    ("上市时间长，指南引用多", "一日两次给药；肾功能不全需调整剂量"),
    ("集采价格低，配送快", "缺少老年患者亚组数据"),
]
ANSWER = "先确认患者用药次数与肾功能，再按说明书说明差异"
SEEN = [
    ("visit", "代表连续两周在门诊拜访"),
    ("meeting", "本月召开科室会，介绍新适应症"),
    ("listing", "药事会通过其新规格"),
    ("price", "参与本省续约，报价下调"),
    ("study", "启动一项真实世界研究"),
    ("supply", "本周断货，药房改用他品"),
]
PER_LEAF = 6


def meet_competitors(company, chance, leaves):
    cards = [
        _card(competitor, product, company.messages[product.pk], texts)
        for competitor, texts in zip(_competitors(), CARDS, strict=True)
        for product in company.products
    ]
    rows = [
        _seen(company, chance, cards, territory, rep, chance.choice(people))
        for territory, rep, people in leaves
        for _ in range(PER_LEAF if people else 0)
    ]
    copy_in(
        customers.CompetitorActivity,
        rows,
        history=History("competitor_activity.note", by="observed_by"),
    )


def _competitors():
    return [customers.Competitor.objects.create(name=name, note=note) for name, note in COMPETITORS]


def _card(competitor, product, messages, texts):
    card = customers.CompetitorProduct.objects.create(
        competitor=competitor,
        name=f"{product.name}同类药",
        product=product,
        strengths=texts[0],
        weaknesses=texts[1],
        answer=ANSWER,
    )
    for message in messages[:2]:
        customers.AnswerMessage.objects.create(competitor_product=card, key_message=message)
    return card


def _seen(company, chance, cards, territory, rep, person):
    kind, what = chance.choice(SEEN)
    source = chance.choice(["seen", "customer", "public", "colleague"])
    return {
        "uuid": chance.key(),
        "competitor_product_id": chance.choice(cards).pk,
        "customer_id": person["customer_id"],
        "kind": kind,
        "what": what,
        "observed_on": company.today - timedelta(days=chance.randrange(1, 150)),
        "source": source,
        "source_note": "省药械采购平台公告" if source == "public" else "",
        "observed_by_id": rep.pk,
        "territory_id": territory.pk,
    }
