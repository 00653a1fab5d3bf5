"""Addresses of reminders, calendars, and links by which something is answered from a mail."""

from django.urls import include, path

from focal_points.views import answer, answer_links, calendar, reminder_mail, reminders

# /work/reminders/…
reminder_urls = [
    path("", reminders.index, name="reminder-list"),
    path("calendar/renew/", reminders.renew_feed, name="feed-renew"),
    path("calendar/revoke/", reminders.revoke_feed, name="feed-revoke"),
    path("calendar/<uuid:public_id>/renew/", reminders.renew_institution_feed, name="institution-feed-renew"),
    path(
        "calendar/<uuid:public_id>/revoke/",
        reminders.revoke_institution_feed,
        name="institution-feed-revoke",
    ),
]

# /work/mail/…: the house's side
mail_urls = [
    path("", reminder_mail.index, name="reminder-mail"),
    path("<uuid:public_id>/again/", reminder_mail.again, name="digest-again"),
    path("rules/", reminder_mail.change_rules, name="reminder-rules"),
]

# /work/links/…: for people who sign in
link_urls = [
    path("", answer_links.index, name="link-list"),
    path("<uuid:public_id>/revoke/", answer_links.revoke, name="link-revoke"),
    path("wish/<uuid:public_id>/", answer_links.change_wish, name="institution-link-wish"),
]

# For whoever has the address: the token is the proof.
urlpatterns = [
    path("reminders/", include(reminder_urls)),
    path("mail/", include(mail_urls)),
    path("links/", include(link_urls)),
    path("answer/<str:token>/", answer.answer, name="answer"),
    path("answer/<str:token>/revoke/", answer.revoke, name="answer-revoke"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar"),
]
