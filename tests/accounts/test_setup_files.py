"""An installation is set up from CSV files: checked line by line, applied whole or not at all."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from accounts import registry
from accounts.models import Email, LegalEntity, Membership, Product, RepFiling, Territory, User
from accounts.services.setup import kind_named, run_setup, template_of

USERS = """username,name,email,roles
bai,白露,bai@yunqi.example,rep
hua,华笙,hua@yunqi.example,经理
"""


def run(kind, text, by, *, dry_run=False, encoding="utf-8"):
    return run_setup(kind_named(kind), text.encode(encoding), dry_run=dry_run, by=by)


def problems(report):
    return [(problem["line"], problem["problem"]) for problem in report.as_json()["problems"]]


@pytest.mark.req("ACC-06")
def test_people_are_set_up_with_roles_and_invited(an):
    report = run("users", USERS.replace("经理", "manager"), an)

    assert (report.is_applied, dict(report.counts)) == (True, {"created": 2})
    assert User.objects.get(username="hua").roles == {"manager"}
    assert Email.objects.count() == 2


@pytest.mark.req("ACC-06")
def test_a_dry_run_reports_and_changes_nothing(an):
    report = run("users", USERS.replace("经理", "manager"), an, dry_run=True)

    assert (report.is_applied, dict(report.counts)) == (False, {"created": 2})
    assert (User.objects.filter(username="bai").count(), Email.objects.count()) == (0, 0)


@pytest.mark.req("ACC-06")
def test_one_bad_line_keeps_all_out_and_each_problem_names_its_line(an):
    report = run(
        "users",
        "username,name,email,roles\n"
        "bai,白露,bai@yunqi.example,rep\n"
        "hua,,hua@yunqi.example,chief\n"
        ",,,\n"
        "mu,木,mu@yunqi.example,rep;commercial\n"
        "bai2,白二,bai@yunqi.example,chief\n",
        an,
    )

    assert (report.is_applied, User.objects.filter(username="bai").count()) == (False, 0)
    assert [number for number, _sentence in problems(report)] == [3, 5, 6]
    assert problems(report)[0][1] == "This is missing."
    assert "never held by the same person" in problems(report)[1][1]
    assert "“chief” is none of rep" in problems(report)[2][1]


@pytest.mark.req("ACC-06")
def test_the_same_file_again_changes_nothing(an):
    text = USERS.replace("经理", "manager")
    run("users", text, an)
    again = run("users", text.replace("白露", "白小露"), an)

    assert dict(again.counts) == {"changed": 1, "unchanged": 1}
    assert dict(run("users", text.replace("白露", "白小露"), an).counts) == {"unchanged": 2}


@pytest.mark.req("ACC-06")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_files_in_each_encoding_and_with_chinese_headings(an, encoding):
    report = run("territories", "code,name,level\nCN,全国,nation\n", an, encoding=encoding)

    assert (report.is_applied, Territory.objects.get().name) == (True, "全国")


@pytest.mark.req("ACC-06")
def test_a_whole_company_comes_from_files(an):
    for kind, text in [
        ("territories", "code,name,level,parent\nCN,全国,nation,\nE,华东,region,CN\nE1,临江,district,E\nE11,东,territory,E1\n"),
        ("users", "username,name,email,roles\nbai,白露,bai@yunqi.example,rep\n"),
        ("memberships", "username,territory,valid_from,valid_to\nbai,E11,2026-01-01,\n"),
        ("holders", "name,credit_code\n云栖制药,91350100M000100Y43\n"),
        ("products", "code,name,category,holder\nVEL,维络平,cardiovascular,91350100M000100Y43\n"),
        ("messages", "product,kind,text\nVEL,safety,安全\n"),
        ("filings", "username,holder,contract,categories,valid_from\nbai,91350100M000100Y43,labour,cardiovascular；oncology,2026/1/1\n"),
    ]:  # fmt: skip
        report = run(kind, text, an)
        assert (kind, report.is_applied, problems(report)) == (kind, True, [])
        assert run(kind, text, an).counts.keys() == {"unchanged"}

    filing = RepFiling.objects.get()
    assert (filing.status, filing.categories) == ("draft", ["cardiovascular", "oncology"])
    assert Product.objects.get().key_messages.get().text == "安全"
    assert Membership.objects.get().territory.code == "E11"
    assert LegalEntity.objects.get().name == "云栖制药"


@pytest.mark.req("ACC-06")
def test_a_territory_moves_by_file_and_a_membership_ends(an, lin, territories):
    run("territories", "code,name,level,parent\nE11,临江东,territory,W1\n", an)
    run(
        "memberships", "username,territory,valid_from,valid_to\nlin,E11,2020-01-01,2026-06-30\n", an
    )

    assert Territory.objects.get(code="E11").parent == territories["W1"]
    assert str(lin.memberships.get().valid_to) == "2026-06-30"


@pytest.mark.req("ACC-06")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name\nx\n", "names no column code"),
        (b"\xff\xfe\x81", "neither UTF-8 nor GB18030"),
        (b'code,name,level\n"open,x,nation\n', "can't be read as CSV"),
        (b"", "names no column code"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_whole(an, content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        run_setup(kind_named("territories"), content, dry_run=True, by=an)


@pytest.mark.req("ACC-06")
def test_a_day_is_written_year_first(an, lin, territories):
    text = "username,territory,valid_from\nlin,E12,31.01.2026\n"

    assert problems(run("memberships", text, an)) == [(2, "Write the day as 2026-01-31.")]


def test_only_who_may_do_it_by_hand_does_it_by_file(shen):
    with pytest.raises(PermissionDenied):
        run("users", USERS, shen)


@pytest.mark.req("ACC-06")
@pytest.mark.parametrize("kind", registry.setup_kinds, ids=lambda kind: kind.name)
def test_every_template_names_the_columns_of_its_kind(kind):
    heading = template_of(kind).removeprefix("\ufeff").splitlines()[0]

    assert heading.split(",") == [column.name for column in kind.columns]


@pytest.mark.req("ACC-06")
def test_the_command_does_what_the_page_does(tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text(USERS.replace("经理", "manager"))

    call_command("setup_import", "users", file, "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "kind": "users", "applied": False, "lines": 2, "created": 2, "changed": 0, "unchanged": 0, "refused": 0, "problems": [],
    }  # fmt: skip
    call_command("setup_import", "users", file)
    assert User.objects.get(username="bai").history.latest().actor == "system:setup_import"

    file.write_text(USERS.replace("经理", "chief"))
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("setup_import", "users", file)
    assert capsys.readouterr().err.startswith("line 3: ")
