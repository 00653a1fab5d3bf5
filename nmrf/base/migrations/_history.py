"""The history of this room: a table of versions beside each that is kept, and the triggers that write it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import nmrf.base.models.file
import uuid
from django.conf import settings
from django.db import migrations, models

from nmrf.base.migrations._kept import kept

TABLES = [
    migrations.CreateModel(
        name='StoredFileEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
            ('content', models.FileField(max_length=200, upload_to=nmrf.base.models.file.random_name)),
            ('name', models.CharField(max_length=255, verbose_name='file name')),
            ('media_type', models.CharField(max_length=100)),
            ('size', models.PositiveBigIntegerField()),
            ('sha256', models.CharField(max_length=64)),
            ('stored_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='base.storedfile')),
            ('stored_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='HouseSettingsEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('only', models.BooleanField(default=True, editable=False)),
            ('home_state', models.CharField(blank=True, max_length=3, verbose_name='State')),
            ('site_name', models.CharField(blank=True, max_length=120, verbose_name='name of the site')),
            ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية'), ('ru', 'Русский'), ('zh-hans', '中文')], max_length=10), blank=True, default=list, size=None, verbose_name='languages')),
            ('time_zone', models.CharField(blank=True, max_length=60, verbose_name='time zone')),
            ('from_email', models.EmailField(blank=True, max_length=254, verbose_name='sender of mail')),
            ('mail_tested_at', models.DateTimeField(blank=True, null=True, verbose_name='test mail arrived')),
            ('steps_done', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='steps done')),
            ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='set-up finished')),
            ('version', models.PositiveIntegerField(default=1)),
            ('logo', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='base.storedfile', verbose_name='logo')),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='base.housesettings')),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='UserEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
            ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
            ('name', models.CharField(max_length=150, verbose_name='name')),
            ('role', models.CharField(blank=True, choices=[('', 'person of an institution'), ('stakeholder', 'stakeholder'), ('nhri', 'national human rights institution'), ('secretariat', 'secretariat'), ('administrator', 'administrator')], default='', max_length=20, verbose_name='role')),
            ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
            ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية'), ('ru', 'Русский'), ('zh-hans', '中文')], default='en', max_length=10, verbose_name='language')),
            ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='joined')),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
        ],
        options={
            'abstract': False,
        },
    ),
]

TRIGGERS = [
    *kept("base", "StoredFile", "content id media_type name public_id sha256 size stored_at stored_by_id"),
    *kept(
        "base",
        "HouseSettings",
        "finished_at from_email home_state id languages logo_id mail_tested_at only site_name steps_done "
        "time_zone version",
        partly=True,
    ),
    *kept(
        "base",
        "User",
        "email id is_active is_superuser joined_at language name organisation phone public_id role",
        partly=True,
    ),
]
