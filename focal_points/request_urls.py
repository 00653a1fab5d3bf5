"""Addresses of information requests, kept answers and talk: all under /work/."""

from django.urls import include, path

from focal_points.views import (
    answer_decisions,
    asked,
    known_answers,
    notes,
    request_acts,
    requests,
    talk,
)
from focal_points.views.taking import door

# /work/requests/<public_id>/…: the request as a whole, the secretariat's
request_urls = [
    path("", requests.detail, name="request-detail"),
    path("edit/", requests.edit, name="request-edit"),
    path("questions/", request_acts.put_questions, name="request-questions"),
    path("questions/<uuid:question_id>/", request_acts.about, name="request-about"),
    path("who/", request_acts.ask_who, name="request-who"),
    path("everybody/", request_acts.ask_all, name="request-everybody"),
    path("send/", request_acts.send, name="request-send"),
    path("another/", request_acts.ask_another, name="request-another"),
    path("due/", request_acts.move_due, name="request-due"),
    path("close/", request_acts.close, name="request-close"),
    path("cancel/", request_acts.cancel, name="request-cancel"),
    path("list/<slug:ending>/", door(requests.taken_table), name="request-table"),
]

# /work/asked/<public_id>/…: what one institution answers
asked_urls = [
    path("", asked.detail, name="asked-detail"),
    path("save/", asked.save, name="asked-save"),
    path("autosave/", asked.autosave, name="asked-autosave"),
    path("drop-draft/", asked.drop, name="asked-drop-draft"),
    path("take-kept/", asked.take_known, name="asked-take-kept"),
    path("submit/", asked.submit, name="asked-submit"),
    path("take-back/", asked.take_back, name="asked-take-back"),
    path("sign/", asked.sign, name="asked-sign"),
    path("send-back/", asked.send_back, name="asked-send-back"),
    path("accept/", answer_decisions.accept_all, name="asked-accept"),
]

# /work/kept-answers/<public_id>/…
known_urls = [
    path("", known_answers.detail, name="known-detail"),
    path("edit/", known_answers.edit, name="known-edit"),
    path("confirm/", known_answers.confirm, name="known-confirm"),
    path("retire/", known_answers.retire, name="known-retire"),
]

# /work/talk/…
talk_urls = [
    path("", talk.index, name="talk-list"),
    path("start/", talk.start, name="talk-start"),
    path("comments/<uuid:public_id>/edit/", talk.edit, name="comment-edit"),
    path("comments/<uuid:public_id>/withdraw/", talk.withdraw, name="comment-withdraw"),
    path("<uuid:public_id>/", talk.opened, name="talk-open"),
    path("<uuid:public_id>/reply/", talk.reply, name="talk-reply"),
    path("<uuid:public_id>/answered/", talk.answered, name="talk-answered"),
]

urlpatterns = [
    path("requests/", requests.index, name="request-list"),
    path("requests/list/<slug:ending>/", door(requests.taken), name="request-download"),
    path("requests/new/", requests.edit, name="request-new"),
    path("requests/<uuid:public_id>/", include(request_urls)),
    path("recommendations/ask/", request_acts.begin, name="bulk-request"),
    path("asked/<uuid:public_id>/", include(asked_urls)),
    path("answers/<uuid:public_id>/accept/", answer_decisions.accept, name="answer-accept"),
    path("answers/<uuid:public_id>/send-back/", answer_decisions.send_back, name="answer-send-back"),
    path("kept-answers/", known_answers.index, name="known-list"),
    path("kept-answers/list/<slug:ending>/", door(known_answers.taken), name="known-download"),
    path("kept-answers/new/", known_answers.edit, name="known-new"),
    path("kept-answers/<uuid:public_id>/", include(known_urls)),
    path("talk/", include(talk_urls)),
    path("notes/add/", notes.add, name="note-add"),
    path("notes/<uuid:public_id>/edit/", notes.edit, name="note-edit"),
    path("notes/<uuid:public_id>/withdraw/", notes.withdraw, name="note-withdraw"),
]
