"""Saved filters of the customer list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.forms.segment import SegmentForm
from customers.models import Segment
from customers.services.segment import archive_segment, save_segment


@require_POST
def segment_new(request):
    form = SegmentForm(request.POST, user=request.user)
    if form.is_valid():
        save_segment(**form.cleaned_data, by=request.user)
        messages.success(request, _("Filter saved."))
    else:
        messages.error(request, _("Give the filter a name."))
    return redirect(f"{reverse('customers:list')}?{form.cleaned_data.get('query', '')}")


@require_POST
def segment_archive(request, uuid):
    segment = get_object_or_404(Segment.objects.visible_to(request.user), uuid=uuid)
    archive_segment(segment, by=request.user)
    messages.success(request, _("Filter removed."))
    return redirect("customers:list")
