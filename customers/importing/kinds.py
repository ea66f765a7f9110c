"""Types of organisations and professions, as lists write them or as a name shows them."""

import re

from customers.identity import folded, plain
from customers.models import Customer, Organisation, Person

Type = Organisation.Type
# The first that fits decides: a health bureau's name may hold the word hospital of its address.
_NAMES = [
    (None, r"红十字会|紅十字會|慈善|疾病预防控制|疾控|共青团|卫生健康局|卫健委|指挥部"),
    (Type.CHAIN, r"连锁.*(公司|总部)"),
    (Type.PHARMACY, r"药店|药房|大药房|药铺|藥局|藥房|\bpharmac(y|ies)\b|\bdrug ?stores?\b"),
    (
        Type.HEALTH_CENTRE,
        r"卫生服务(中心|站)|卫生院|卫生室|衛生所|健康服務中心|\bcommunity health (center|centre)\b",
    ),
    (Type.CLINIC, r"诊所|门诊部|診所|\bclinics?\b"),
    (Type.HOSPITAL, r"医院|保健院|醫院|总医院|\bhospitals?\b"),
    (Type.DISTRIBUTOR, r"医药.*(配送|物流|商业|批发)|药业.*批发"),
]
TYPE_NAMES = [(kind, re.compile(pattern)) for kind, pattern in _NAMES]
CUT_SHORT = re.compile(r"(有限公|有限责任公|股份有限|[（(][^）)]*)$")

_WORDS = {
    "kind": {
        Customer.Kind.ORGANISATION: "organisation organization 机构 单位 医疗机构",
        Customer.Kind.PERSON: "person individual 个人 人员 医生",
    },
    "type": {
        Type.HOSPITAL: "hospital 医院 綜合医院 专科医院 中医院 妇幼保健院 醫院",
        Type.CLINIC: "clinic 诊所 门诊部 门诊 診所",
        Type.HEALTH_CENTRE: "health_centre communityhealthcentre communityhealthcenter 社区卫生服务中心 社区卫生服务站"
        " 卫生院 乡镇卫生院 衛生所",
        Type.PHARMACY: "pharmacy 药店 零售药店 药房 藥局 单体药店 门店",
        Type.CHAIN: "chain pharmacychainheadquarters 连锁 连锁总部 药店连锁总部 连锁药店总部",
        Type.DISTRIBUTOR: "distributor wholesaler 商业公司 经销商 流通企业 配送商 批发企业 医药公司",
        Type.OTHER: "other otherorganisation 其他 其他机构",
    },
    "level": {
        "3A": "3a grade3a 三级甲等 三甲 三级甲等医院",
        "3B": "3b grade3b 三级乙等 三乙",
        "3": "3 grade3notclassed 三级 三级未定等 三级医院",
        "2A": "2a grade2a 二级甲等 二甲",
        "2B": "2b grade2b 二级乙等 二乙",
        "2": "2 grade2notclassed 二级 二级未定等 二级医院",
        "1": "1 grade1 一级 一级甲等 一级乙等 一级丙等 一级未定等 一级医院",
    },
    "person_type": {
        Person.Type.DOCTOR: "doctor physician 医生 医师 大夫 medicaldoctor doctorofosteopathy doctorofdentistry"
        " doctorofoptometry doctorofpodiatricmedicine",
        Person.Type.PHARMACIST: "pharmacist 药师 药剂师 执业药师",
        Person.Type.DIRECTOR: "director 主任 院长 科主任 管理者",
        Person.Type.BUYER: "buyer 采购 采购员 采购经理",
        Person.Type.SHOP_MANAGER: "shopmanager 店长 店经理",
        Person.Type.OTHER: "other otherprofessional 其他 其他专业人员",
    },
}
# field → what a file may say, reduced → value
CHOICES = {
    field: {plain(word): str(value) for value, words in meanings.items() for word in words.split()}
    for field, meanings in _WORDS.items()
}

_DEGREES = {
    Person.Type.DOCTOR: "MD DO MBBS DDS DMD DPM OD",
    Person.Type.PHARMACIST: "PHARMD RPH BPHARM PHARMACIST",
}
DEGREES = {degree: str(kind) for kind, words in _DEGREES.items() for degree in words.split()}


def type_by_name(name):
    """The type that an organisation's name shows, or None."""
    same = folded(name)
    return next((kind for kind, pattern in TYPE_NAMES if pattern.search(same)), None)


def profession_by_degrees(text):
    """The profession that degrees behind a name show ("M.D., PhD"), or None."""
    parts = re.split(r"[,/;&]+", text.upper())
    words = [re.sub(r"[^A-Z]", "", part) for part in parts]
    words += [re.sub(r"[^A-Z]", "", part) for part in text.upper().split()]
    return next((DEGREES[word] for word in words if word in DEGREES), None)
