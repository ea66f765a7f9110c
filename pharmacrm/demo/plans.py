"""Account plans of some strategic customers of the demo company, a quarter under way."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from customers import models as customers
from customers.plan_reminders import remind_of_action, remind_of_plan_review

GOALS = [
    # objective, measure, from, to
    ("病区普及随访卡", "使用随访卡的病区数", 1, 5),
    ("科室掌握用药调整表", "能独立使用调整表的医生数", 2, 12),
    ("病例讨论常态化", "每季度病例讨论次数", 0, 3),
]
STEPS = [
    ("准备亚组资料", "medical1"),
    ("提供患者教育手册", "marketing1"),
    ("核对配送周期", "supply1"),
    ("与科主任确认安排", ""),
]


def plan_accounts(company, chance, leaves):
    """One plan for each representative who serves a strategic person."""
    for territory, rep, people in leaves:
        strategic = [person for person in people if person["tier"] == "strategic"]
        if strategic:
            _plan(company, chance, territory, rep, chance.choice(strategic)["customer_id"])


def _plan(company, chance, territory, rep, customer):
    starts_on = company.today - timedelta(days=chance.randrange(40, 90))
    plan = customers.AccountPlan.objects.create(
        uuid=chance.key(),
        customer_id=customer,
        title="年度客户发展计划",
        situation="科室重视规范化随访，但缺少工具与人手。",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=365),
        status="active",
        owner=rep,
        territory=territory,
        next_review_on=company.today + timedelta(days=chance.randrange(-4, 28)),
    )
    for what, measure, first, target in chance.sample(GOALS, 2):
        _objective(company, chance, plan, rep, what, measure, first, target)
    remind_of_plan_review(plan)


def _objective(company, chance, plan, rep, what, measure, first, target):
    objective = customers.PlanObjective.objects.create(
        uuid=chance.key(),
        plan=plan,
        what=what,
        measure=measure,
        baseline=Decimal(first),
        target=Decimal(target),
        reached=Decimal(chance.randrange(first, target + 1)),
        due_on=plan.starts_on + timedelta(days=chance.randrange(100, 300)),
    )
    for step, username in chance.sample(STEPS, 2):
        due_on = company.today + timedelta(days=chance.randrange(-30, 40))
        is_done = due_on < company.today and chance.happens(0.8)
        action = customers.PlanAction.objects.create(
            uuid=chance.key(),
            objective=objective,
            what=step,
            owner=company.people[username] if username else rep,
            due_on=due_on,
            done_at=timezone.now() if is_done else None,
            evidence="已完成并与科室确认" if is_done else "",
        )
        remind_of_action(action)
