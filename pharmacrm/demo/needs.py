"""What the demo's customers lack, and what helped some of them."""

from datetime import timedelta

from customers import models as customers
from customers.need_reminders import remind_of_review
from pharmacrm.demo.copying import History, copy_in

HOUSES_PER_LEAF, PEOPLE_PER_LEAF = 3, 5
# category, pain point, root cause, solution, evidence, result, lesson; the first line of each kind is usual there
OF_HOUSES = [
    (
        *(
            "payment",
            "DRG 下住院费用压力大",
            "病组平均费用高于区域标杆",
            "按病组整理用药与检查结构，与医保办复盘",
        ),
        *("近两个季度病组结算表", "入组费用回到标杆线以内", "先看三个亏损病组，不必全院铺开"),
    ),
    (
        *(
            "operations",
            "门诊慢病患者候诊时间长",
            "复诊与初诊混排",
            "设慢病复诊时段，护士预先核对处方",
        ),
        *("门诊叫号系统一周数据", "平均候诊由 62 分钟降到 35 分钟", "复诊单列一个时段，比加号有效"),
    ),
    (
        *("supply", "每月下旬断货", "采购周期与用量不匹配", "按周预报用量，配送改为每周一次"),
        *("药房出入库记录", "三个月未再断货", "让药房按周报量，配送商按周送"),
    ),
    (
        *("qualification", "胸痛中心复审材料不齐", "缺少随访闭环记录", "提供公开的复审要点清单"),
        *("复审通知", "复审一次通过", "先补随访闭环，再补会议记录"),
    ),
    (
        *("temporary", "新院区搬迁期间药房减配", "两个院区库存分开", "搬迁期间每周两次配送"),
        *("搬迁方案", "搬迁期无缺药", "提前两周报搬迁用量"),
    ),
]
OF_PEOPLE = [
    (
        *("clinical", "缺少随访工具", "系统不记录下次复诊日期", "护士发放写有复诊日期的随访卡"),
        *("四十例患者的复诊记录", "四十例中三十八例按期复诊", "随访卡由护士发，写明下次日期"),
    ),
    (
        *(
            "clinical",
            "肾功能不全患者用药有顾虑",
            "缺少亚组数据",
            "由医学部提供亚组文献与用药调整表",
        ),
        *("说明书与两篇亚组分析", "能按表选择剂量", "一页用药调整表比整篇文献有用"),
    ),
    (
        *(
            "academic",
            "想做真实世界研究但缺方法学支持",
            "科室没有统计人员",
            "由医学部介绍方法学公开课程",
        ),
        *("科室课题计划", "已完成研究方案初稿", "先定一个终点，再谈样本量"),
    ),
    (
        *("academic", "年轻医生病例分享机会少", "院内例会排满", "线上病例讨论，每月一次"),
        *("科室例会安排", "六名医生完成分享", "固定每月第一个周四，出席最好"),
    ),
    (
        *("operations", "患者教育占用查房时间", "没有成套材料", "提供已批准的患者教育手册"),
        *("护士长反馈", "每位患者少用约八分钟", "手册放护士站，比放诊室用得多"),
    ),
]


def find_needs(company, chance, leaves):
    """Some of each territory's houses and people: two in five solved, one in eight dropped, some to be reviewed now."""
    houses = _houses()
    rows = []
    for territory, rep, people in leaves:
        rows += [
            _need(company, chance, territory, rep, chance.choice(houses[territory.pk]), OF_HOUSES)
            for _ in range(HOUSES_PER_LEAF if territory.pk in houses else 0)
        ]
        rows += [
            _need(company, chance, territory, rep, chance.choice(people)["customer_id"], OF_PEOPLE)
            for _ in range(PEOPLE_PER_LEAF if people else 0)
        ]
    copy_in(customers.Need, rows, history=History("need.open", by="owner"))
    for need in customers.Need.objects.open().select_related("owner"):
        remind_of_review(need)


def _houses():
    """{territory: its organisations}"""
    found = {}
    aligned = customers.CustomerTerritory.objects.filter(customer__kind="organisation")
    for territory, customer in aligned.order_by("pk").values_list("territory_id", "customer_id"):
        found.setdefault(territory, []).append(customer)
    return found


def _need(company, chance, territory, rep, customer, stories):
    category, pain, cause, solution, evidence, result, lesson = chance.choice(stories)
    found_on = company.today - timedelta(days=chance.randrange(5, 170))
    status = chance.choices(["identified", "in_progress", "solved", "dropped"], [18, 30, 40, 12])[0]
    is_solved, is_open = status == "solved", status in customers.Need.OPEN
    closed_on = found_on + (company.today - found_on) * chance.uniform(0.2, 0.9)
    is_known = status != "identified"
    return {
        "uuid": chance.key(),
        "customer_id": customer,
        "category": category,
        "product_id": chance.choice(company.products).pk if chance.happens(0.6) else None,
        "pain_point": pain,
        "root_cause": cause if is_known else "",
        "solution": solution if is_known else "",
        "evidence": evidence if is_known else "",
        "result": result if is_solved else "",
        "lesson": lesson if is_solved and chance.happens(0.7) else "",
        "status": status,
        "owner_id": rep.pk,
        "territory_id": territory.pk,
        "found_on": found_on,
        "next_review_on": company.today + timedelta(days=chance.randrange(-6, 40)),
        "closed_on": None if is_open else closed_on,
        "dropped_reason": "科室计划变更" if status == "dropped" else "",
    }
