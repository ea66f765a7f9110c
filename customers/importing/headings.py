"""Finds the heading in a file, and guesses from it what the columns say when no mapping is known."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.prescription_counts import check_headings
from customers.importing.definition import Definition, Take, heading_key, named_headings
from customers.importing.fields import belongs_to
from customers.models import Customer

SEARCHED = 20  # rows; a title or a date may stand above the heading
SAMPLES = 5

_WORDS = {
    "external_id": "id code 编号 编码 代码 机构代码 机构编码 客户编码 客户编号 醫事機構代碼 npi externalid customercode"
    " hospitalcode providerid",
    "name": "name 名称 姓名 机构名称 客户名称 医院名称 药店名称 单位名称 醫事機構名稱 fullname organisationname"
    " organizationname hospitalname customername facilityname",
    "aliases": "alias aliases 别名 曾用名 又名 其他名称 alsoknownas",
    "type": "type 类型 机构类型 客户类型 机构类别 organisationtype organizationtype facilitytype",
    "level": "level grade 等级 级别 医院等级 医院级别",
    "province": "province state 省 省份 所属省份",
    "city": "city 市 城市 地市 所属城市",
    "district": "district county 区 县 区县 区域 districtorcounty",
    "address": "address 地址 详细地址 通讯地址 醫事機構地址 streetaddress",
    "phone": "phone telephone tel 电话 联系电话 醫事機構電話 phonenumber",
    "longitude": "longitude lng lon 经度 longitudewgs84",
    "latitude": "latitude lat 纬度 latitudewgs84",
    "person_type": "profession 职业 人员类型 physicianprimarytype",
    "title": "title 职称 credential",
    "specialty": "specialty 专业 专科 physicianspecialty",
    "sub_specialty": "subspecialty 亚专业 亚专科",
    "licence_number": "licence license licencenumber licensenumber 执业证号 执业证书编号 资格证号",
    "office_phone": "officephone 办公电话 单位电话",
    "workplace": "workplace hospital organisation organization 工作单位 所在单位 所属医院 执业机构 医院 单位",
    "department": "department 科室 部门 所属科室",
    "position": "position 职务 岗位",
    "territory": "territory territorycode 辖区 辖区代码 区域代码 岗位代码",
}
MEANINGS = {
    heading_key(word): field for field, words in reversed(_WORDS.items()) for word in words.split()
}
_PEOPLE = {"workplace", "title", "specialty", "licence_number", "person_type", "department"}


def find_heading(rows, known):
    """(row number, headings, the known mapping that fits or None) among the first rows of a file.

    `known` are (mapping, Definition), best first. Raises ValidationError when no row can be a heading.
    """
    first = list(islice((row for row in rows if not row.is_empty), SEARCHED))
    if not first:
        raise ValidationError(_("The file is empty."))
    for mapping, definition in known:
        wanted = {heading_key(column) for column in definition.columns}
        for row in first:
            if wanted and wanted <= {heading_key(cell) for cell in row.cells}:
                return row.number, _headings(row), mapping
    row = max(first, key=_meanings)
    return row.number, _headings(row), None


def guess(headings):
    """A Definition by the words of the headings, to be confirmed; people when a column only people have is there."""
    meanings, taken = [], set()
    for heading in headings:
        field = MEANINGS.get(heading_key(heading))
        if field and field not in taken:
            taken.add(field)
            meanings.append((field, heading))
    kind = Customer.Kind.PERSON if taken & _PEOPLE else Customer.Kind.ORGANISATION
    return Definition(
        kind,
        tuple(Take(field, (heading,)) for field, heading in meanings if belongs_to(field, kind)),
    )


def samples(rows, heading_row):
    """The first few rows below the heading, for people to look at."""
    below = (row.cells for row in rows if row.number > heading_row and not row.is_empty)
    return list(islice(below, SAMPLES))


def _headings(row):
    headings = named_headings(row.cells)
    check_headings(headings)
    return headings


def _meanings(row):
    """How much a row looks like a heading: words that are known, then cells that are filled."""
    known = sum(heading_key(cell) in MEANINGS for cell in row.cells)
    return known, sum(bool(cell.strip()) for cell in row.cells) if known else 0
