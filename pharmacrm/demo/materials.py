"""Materials and the question library of the demo company: approved ones, one that ends soon, one withdrawn, one that waits."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.services.attachment import store_attachment
from compliance import models as compliance
from compliance.services.question import add_question
from pharmacrm.demo.sheet import one_page

DAY = timedelta(days=1)
MATERIALS = [
    # title, English title, kind, audience, ends in days
    ("{}产品单页", "{} leaflet", "leaflet", [], 300),
    ("{}亚组分析文献", "{} subgroup paper", "paper", ["doctor", "director"], 12),
    ("{}药房用药指导", "{} guide for pharmacies", "education", ["pharmacist", "shop_manager"], 200),
]
QUESTIONS = [
    # question, English question, answer, English answer, kind of key message, source
    (
        *("肾功能不全的患者需要调整剂量吗？", "Does renal impairment need another dose?"),
        "轻中度肾功能不全无需调整剂量；重度患者请按说明书【用法用量】处理。",
        "Not in mild or moderate impairment; in severe impairment follow the package insert.",
        *("safety", "药品说明书【用法用量】"),
    ),
    (
        *("和同类药相比有什么优势？", "What is better than in its class?"),
        "每日一次给药，患者依从性较好；头对头数据见单页所引文献。",
        "Once daily, which helps adherence; head-to-head data are cited in the leaflet.",
        *("efficacy", "产品单页所引文献 3"),
    ),
    (
        *("医保能报销吗？自付多少？", "Is it reimbursed, and what does a patient pay?"),
        "已纳入国家医保目录乙类，自付比例按各统筹区政策执行。",
        "It is in category B of the national list; the share depends on the region.",
        *("cost", "国家医保药品目录（2025 年版）"),
    ),
]


def keep_content(company):
    """Fills company.materials: product pk → the version that visits of the past year bring."""
    people = company.people
    for product in company.products:
        versions = [_material(company, product, *line) for line in MATERIALS]
        company.materials[product.pk] = versions[0]
        for line in QUESTIONS:
            _question(company, product, versions[0].material, *line)
    first = company.products[0]
    _withdrawn(company, first)
    waiting = _version(
        company, _begun(company, first, "{}科室会幻灯", "{} slides", "slides", []), 1
    )
    _handed_in(waiting, timezone.now() - DAY)
    add_question(product=first, text="可以和华法林合用吗？", by=people["medical1"])


def _material(company, product, title, title_en, kind, audience, days):
    material = _begun(company, product, title, title_en, kind, audience)
    return _approved(company, _version(company, material, 1), company.today + days * DAY)


def _begun(company, product, title, title_en, kind, audience):
    material = compliance.Material.objects.create(
        title=title.format(product.name),
        title_en=title_en.format(product.name_en),
        kind=kind,
        audience=audience,
        owner=company.people["marketing1"],
    )
    compliance.MaterialProduct.objects.create(material=material, product=product)
    return material


def _version(company, material, number):
    writer = company.people["marketing1"]
    name = f"{material.title} v{number}.pdf"
    page = one_page([f"{material.title_en}  v{number}", "Made up for the demo company"])
    return compliance.MaterialVersion.objects.create(
        material=material,
        version=number,
        file=store_attachment(SimpleUploadedFile(name, page), by=writer),
        valid_from=company.start,
        valid_to=company.today + 400 * DAY,
        drafted_by=writer,
    )


def _approved(company, version, valid_to):
    begun = timezone.now() - (company.today - company.start)
    version.valid_to = valid_to
    _handed_in(version, begun)
    version.status = "approved"
    version.approved_by, version.approved_at = company.people["medical1"], begun
    version.approval_number = f"YQ-MAT-{company.start:%Y}-{version.pk:04}"
    version.save()
    return version


def _handed_in(version, at):
    version.status, version.submitted_by, version.submitted_at = "submitted", version.drafted_by, at
    version.save()


def _withdrawn(company, product):
    material = _begun(company, product, "{}患者手册", "{} patient booklet", "education", [])
    version = _approved(company, _version(company, material, 1), company.today + 100 * DAY)
    version.status, version.reason = "withdrawn", "说明书已更新，请用新版"
    version.withdrawn_by, version.withdrawn_on = company.people["medical1"], company.today - 3 * DAY
    version.save()
    _approved(company, _version(company, material, 2), company.today + 380 * DAY)


def _question(company, product, material, text, text_en, answer, answer_en, kind, source):
    medical, begun = company.people["medical1"], timezone.now() - (company.today - company.start)
    question = add_question(product=product, text=text, text_en=text_en, by=medical)
    messages = company.messages[product.pk]
    compliance.ApprovedAnswer.objects.create(
        question=question,
        version=1,
        text=answer,
        text_en=answer_en,
        key_message=next((one for one in messages if one.kind == kind), None),
        material=material,
        source=source,
        status="approved",
        valid_from=company.start,
        drafted_by=medical,
        submitted_by=medical,
        submitted_at=begun,
        approved_by=company.people["compliance1"],
        approved_at=begun,
    )
