"""Whoever brings a list that counts prescriptions is told why it stays out, and compliance is told of it."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from openpyxl import Workbook

from accounts.models import Attachment
from accounts.prescription_counts import names_prescription_counts
from accounts.services.attachment import store_attachment
from compliance.models import Alert
from compliance.risk.rule import RULES
from compliance.risk.wording import inputs_of, sentence_of, subject_of
from compliance.services.evaluation import try_parameters, verdict_again
from customers.importing.store import path_of
from customers.models import CustomerImport

LIST = "名称,{}\n临江诊所,7\n"
REFUSED = "Prescription counts may not be kept here"


def book(**sheets):
    """A workbook of sheets by name, each a list of rows."""
    made, file = Workbook(), io.BytesIO()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(file)
    return file.getvalue()


def alerts():
    return [(alert.severity, alert.person_id, sentence_of(alert)) for alert in Alert.objects.all()]


@pytest.mark.req("CN-006", "RSK-50")
@pytest.mark.parametrize(
    "heading",
    [
        "处方量",
        "月处方数",
        "處方量",
        "统 方",
        "rx_count",
        "Ｒｘ Count",
        "Prescription Count",
        "TRx",
        "NRX12",
    ],
)
def test_a_column_that_counts_prescriptions_keeps_the_file_out(upload, steward, heading):
    with pytest.raises(ValidationError, match=REFUSED):
        upload(LIST.format(heading))

    assert not CustomerImport.objects.exists()
    sentence = f"A file with prescription counts was refused: {' '.join(heading.split())}."
    assert alerts() == [("high", steward.pk, sentence)]


@pytest.mark.req("CN-006", "RSK-50")
@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("某院科室处方量统计,,\n名称,城市\n临江诊所,临江\n", "list.csv", "某院科室处方量统计"),
        ("名称,城市\n临江诊所,临江\n", "统方2026.csv", "统方2026"),
        (book(客户=[["名称"], ["临江诊所"]], 处方量=[["a"], [1]]), "list.xlsx", "处方量"),
        (book(客户=[["名称"]], 附表=[["姓名", "开药量"], ["周岚", 3]]), "list.xlsx", "开药量"),
    ],
)
def test_so_do_a_title_a_sheet_and_the_files_own_name(upload, content, name, said):
    with pytest.raises(ValidationError, match=REFUSED):
        upload(content, name)

    assert [sentence for *_rest, sentence in alerts()] == [
        f"A file with prescription counts was refused: {said}."
    ]


@pytest.mark.req("CN-006", "RSK-50")
@pytest.mark.parametrize(
    "heading", ["医生姓名,药品数量（盒）", "Doctor Name,Qty", "處方醫生,月用量"]
)
def test_so_does_a_table_of_doctors_beside_quantities(upload, heading):
    with pytest.raises(ValidationError, match=REFUSED):
        upload(f"{heading}\n周岚,40\n")

    columns = heading.replace(",", ", ")
    assert [sentence for *_rest, sentence in alerts()] == [
        f"A file with doctors beside quantities was refused: {columns}."
    ]


@pytest.mark.req("RSK-50")
@pytest.mark.parametrize(
    "heading",
    [
        "传统方剂",
        "系统方案",
        "处方药经营",
        "床位数量",
        "医生姓名",
        "药品数量",
        "Physician_First_Name",
    ],
)
def test_what_only_looks_like_it_comes_in(upload, heading):
    assert upload(LIST.format(heading)).status == "uploaded"
    assert alerts() == []


@pytest.mark.req("CN-006")
def test_nothing_of_the_file_is_kept_unless_an_import_already_had_it(upload, steward, tmp_path):
    with pytest.raises(ValidationError, match=REFUSED):
        upload(LIST.format("处方量"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    kept = upload("名称,城市\n临江诊所,临江\n")
    with pytest.raises(ValidationError, match=REFUSED):
        upload("名称,城市\n临江诊所,临江\n", "处方量.csv")
    assert path_of(kept).exists()


@pytest.mark.req("CN-006")
def test_a_file_whose_headings_show_only_in_another_encoding_stays_out_too(
    upload, as_user, steward
):
    kept = upload("名稱,處方量\n臨江診所,7\n", encoding="big5")

    page = as_user(steward).get(f"/imports/{kept.uuid}/columns/?encoding=big5")

    assert (page.status_code, REFUSED in page.text) == (409, True)


@pytest.mark.req("RSK-50")
def test_trying_it_again_the_same_day_is_the_same_matter(upload):
    for _again in range(2):
        with pytest.raises(ValidationError, match=REFUSED):
            upload(LIST.format("处方量"))

    alert = Alert.objects.get()
    assert subject_of(alert) == "Uploaded file list.csv"
    assert inputs_of(alert) == [
        ("Headings and names", "处方量"),
        ("Columns of doctors", "–"),
        ("Columns of quantities", "–"),
    ]
    assert verdict_again(alert).severity == "high"


@pytest.mark.req("RSK-50")
def test_the_rules_page_tries_it_on_what_was_refused_before(upload, wen):
    with pytest.raises(ValidationError, match=REFUSED):
        upload(LIST.format("处方量"))
    raised = Alert.objects.get()

    tried = try_parameters(RULES["RSK-50"], {}, since=raised.raised_at, by=wen)

    assert [(fact.name, alert) for fact, _verdict, alert in tried] == [("list.csv", raised)]


@pytest.mark.req("CN-006", "RSK-50")
def test_an_attached_table_stays_out_as_well(lin, settings, tmp_path):
    for name, content in [
        ("a.csv", "医生,处方量\n周岚,7\n".encode()),
        ("a.xlsx", book(一月=[["医生", "销量"], ["周岚", 7]])),
    ]:
        with pytest.raises(ValidationError, match=REFUSED):
            store_attachment(ContentFile(content, name=name), by=lin)

    assert not Attachment.objects.filter(name__in=["a.csv", "a.xlsx"]).exists()
    assert [person for _severity, person, _sentence in alerts()] == [lin.pk, lin.pk]


@pytest.mark.req("CN-006", "RSK-50")
def test_the_page_says_so_beside_the_file_and_the_api_too(as_user, steward):
    file = ContentFile(LIST.format("处方量").encode(), name="list.csv")
    page = as_user(steward).post("/imports/new/", {"file": file})
    file.seek(0)
    answer = as_user(steward).post(
        "/api/v1/imports/", {"file": file}, headers={"Idempotency-Key": "one"}
    )

    assert (page.status_code, REFUSED in page.text) == (422, True)
    assert (answer.status_code, REFUSED in answer.text) == (409, True)
    assert Alert.objects.get().name == "list.csv"


@pytest.mark.req("CN-006")
@pytest.mark.parametrize(
    "name", ["rx_count", "处方量", "monthly_prescriptions", "prescribing_volume"]
)
def test_such_a_field_would_be_found(name):
    assert names_prescription_counts(name)
