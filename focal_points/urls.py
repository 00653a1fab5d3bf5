"""Addresses of this room."""

from django.urls import include, path

from focal_points import glance_urls, reminder_urls, request_urls, secretariat_urls, sheet_urls
from focal_points.views import (
    assignment_list,
    assignments,
    autosave,
    below,
    evidence,
    handovers,
    history,
    home,
    notices,
    profile,
    published,
    saved_searches,
    signing,
    training,
    updates,
    versions,
    work,
)
from focal_points.views.taking import door

app_name = "focal_points"

# /work/assignments/<public_id>/…
assignment_urls = [
    path("", assignments.detail, name="assignment-detail"),
    path("accept/", assignments.accept, name="assignment-accept"),
    path("contest/", assignments.contest, name="assignment-contest"),
    path("uncontest/", assignments.uncontest, name="assignment-uncontest"),
    path("start/", assignments.start_update, name="update-start"),
    path("nothing-new/", assignments.nothing_new, name="update-nothing-new"),
    path("enter/", assignments.enter, name="assignment-enter"),
]

# /work/updates/<public_id>/…: written and signed in the institution
update_urls = [
    path("", updates.detail, name="update-detail"),
    path("save/", updates.save, name="update-save"),
    path("autosave/", autosave.autosave, name="update-autosave"),
    path("drop-draft/", autosave.drop, name="update-drop-draft"),
    path("versions/", versions.index, name="update-versions"),
    path("submit/", updates.submit, name="update-submit"),
    path("take-back/", updates.take_back, name="update-take-back"),
    path("withdraw/", updates.withdraw, name="update-withdraw"),
    path("sign/", signing.sign, name="update-sign"),
    path("send-back/", signing.send_back, name="update-send-back"),
    path("unsign/", signing.unsign, name="update-unsign"),
    path("evidence/", evidence.add, name="evidence-add"),
    path("correct/", published.correct, name="update-correct"),
    path("unnote/", published.unnote, name="update-unnote"),
]

# /work/evidence/<public_id>/…
evidence_urls = [
    path("show/", evidence.show, name="evidence-show"),
    path("remove/", evidence.remove, name="evidence-remove"),
]

# /work/searches/…: what a person keeps
search_urls = [
    path("", saved_searches.index, name="search-list"),
    path("save/", saved_searches.save, name="search-save"),
    path("stop-mail/<str:token>/", saved_searches.stop_mail, name="search-stop-mail"),
    path("news/<uuid:public_id>/", saved_searches.alert, name="search-alert"),
    path("<uuid:public_id>/", saved_searches.edit, name="search-edit"),
    path("<uuid:public_id>/delete/", saved_searches.delete, name="search-delete"),
]

# /work/handovers/…: when somebody leaves
handover_urls = [
    path("", handovers.index, name="handover-list"),
    path("begin/<uuid:term_id>/", handovers.begin, name="handover-begin"),
    path("<uuid:public_id>/", handovers.detail, name="handover-detail"),
    path("<uuid:public_id>/write/", handovers.write, name="handover-write"),
    path("<uuid:public_id>/successor/", handovers.successor, name="handover-successor"),
    path("<uuid:public_id>/welcome/", handovers.welcome, name="handover-welcome"),
    path("<uuid:public_id>/pack/", handovers.pack, name="handover-pack"),
]

# /work/training/…: the tour, the practice, who finished what
training_urls = [
    path("", training.index, name="tour"),
    path("dismiss/", training.dismiss, name="tour-dismiss"),
    path("practice/", training.practise, name="practice"),
    path("people/", training.people, name="training-list"),
    path("people/list/<slug:ending>/", door(training.taken), name="training-download"),
    path("<slug:step>/", training.step, name="tour-step"),
]

urlpatterns = [
    path("training/", include(training_urls)),
    path("", home.home, name="home"),
    path("handovers/", include(handover_urls)),
    path("mine/", work.my_work, name="my-work"),
    path("below/", below.index, name="below"),
    path("profile/", profile.profile, name="profile"),
    path("notices/", notices.index, name="notice-list"),
    path("notices/read/", notices.read, name="notice-read"),
    path("searches/", include(search_urls)),
    path("history/<slug:what>/<str:key>/", history.index, name="history"),
    path("assignments/", assignment_list.index, name="assignment-list"),
    path("assignments/list/<slug:ending>/", door(assignment_list.taken), name="assignment-download"),
    path("assignments/<uuid:public_id>/", include(assignment_urls)),
    path("updates/<uuid:public_id>/", include(update_urls)),
    path("evidence/<uuid:public_id>/", include(evidence_urls)),
    *reminder_urls.urlpatterns,
    *request_urls.urlpatterns,
    *glance_urls.urlpatterns,
    *sheet_urls.urlpatterns,
    *secretariat_urls.urlpatterns,
]
