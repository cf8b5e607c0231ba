"""The addresses that Django answers. The engine's, assets and event streams are routed before it."""

from __future__ import annotations

from django.urls import path, re_path

from visio.api.api import api
from visio.pages import views

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api(/.*)?$", views.no_api),
    path("", views.shell),
    path("signin", views.shell),
    path("setup", views.shell),
    path("invitation", views.shell),
    path("new", views.shell),
    path("accessibility", views.shell),
    path("legal/<slug:page>", views.legal),
    path("recordings", views.shell),
    path("recordings/<str:recording>", views.shell),
    path("s/<str:token>", views.shell),
    path("<str:code>", views.room),
    path("<str:code>/settings", views.room),
    re_path(r".*", views.unknown),
]

handler400 = "visio.pages.views.bad_request"
handler403 = "visio.pages.views.forbidden"
handler404 = "visio.pages.views.unknown"
handler500 = "visio.pages.views.fault"
