"""The site map of the house: each room's addresses under their own prefix."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from nmrf import views
from nmrf.base import administration
from nmrf.base.views import files
from nmrf.setup import settings_page
from nmrf.styleguide.views import gallery

handler400 = "nmrf.views.bad_request"
handler403 = "nmrf.views.forbidden"
handler404 = "nmrf.views.not_found"
handler500 = "nmrf.views.broken"

# One way to sign in: the administration's own form would ask for no second factor.
administration.keep_to_its_own()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

health = [
    path("live", views.live, name="live"),
    path("ready", views.ready, name="ready"),
]

urlpatterns = [
    path("", include("reporting.urls")),
    path("work/", include("focal_points.urls")),
    path("register/recurring/", include("focal_points.ask_urls")),
    path("register/", include("recommendations.urls")),
    path("api/", include("reporting.api.urls")),
    path("files/<uuid:public_id>/", files.download, name="file-download"),
    path("healthz/", include((health, "health"))),
    # A person's address is changed by the secretariat, not by the person.
    path("accounts/email/", RedirectView.as_view(pattern_name="mfa_index")),
    path("accounts/", include("allauth.urls")),
    path("setup/", include("nmrf.setup.urls")),
    path("house/", settings_page.index, name="house-settings"),
    path("house/logo/", settings_page.logo, name="house-logo"),
    path("styleguide/", gallery, name="styleguide"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
