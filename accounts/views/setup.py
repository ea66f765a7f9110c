"""Set-up by files: choose one, read its report, apply it."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.fields import carry_out
from accounts.forms.setup import SetupForm, kinds_for
from accounts.models import Attachment
from accounts.permissions import Permission, require
from accounts.services.attachment import CSV, store_attachment
from accounts.services.setup import kind_named, run_setup, template_of


def setup(request):
    """A file that was chosen is kept, checked and reported; nothing is changed yet."""
    kinds = _kinds(request)
    form = SetupForm(request.POST or None, request.FILES or None, user=request.user)
    context = {"form": form, "kinds": kinds}
    if form.is_valid():
        context |= carry_out(form, _check, form.cleaned_data, by=request.user) or {}
    status = 422 if form.errors else 200
    return render(request, "accounts/setup.html", context, status=status)


@require_POST
def setup_apply(request, uuid, name):
    kind = _kind(request, name)
    file = get_object_or_404(Attachment.objects.visible_to(request.user), uuid=uuid)
    with default_storage.open(file.path) as content:
        report = run_setup(kind, content.read(), dry_run=False, by=request.user)
    context = {"form": SetupForm(user=request.user), "kinds": _kinds(request)}
    return render(request, "accounts/setup.html", context | {"report": report, "file": file})


@require_GET
def setup_template(request, name):
    kind = _kind(request, name)
    response = HttpResponse(template_of(kind), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind.name}.csv"'
    return response


def _check(values, *, by):
    file = store_attachment(values["file"], by=by, kinds={CSV})
    with default_storage.open(file.path) as content:
        report = run_setup(kind_named(values["kind"]), content.read(), dry_run=True, by=by)
    return {"report": report, "file": file}


def _kinds(request):
    kinds = kinds_for(request.user)
    if not kinds:
        require(request.user, Permission.CONFIGURE)
    return kinds


def _kind(request, name):
    kind = kind_named(name)
    if kind is None:
        raise Http404
    require(request.user, kind.permission)
    return kind
