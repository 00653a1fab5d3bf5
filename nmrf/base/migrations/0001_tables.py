"""The tables of the house and its people; the database's extensions come first, every room uses them.

It stands for all that came before; a database that has those passes on from here.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import nmrf.base.models.file
import uuid
from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models

from nmrf.base.quick_migrations import AtOnce

from . import _history


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ('base', '0001_people_and_house'),
        ('base', '0002_what_an_operation_left_out_stands_beside_what_its_undo_kept'),
        ('base', '0003_history_is_written_once_a_statement'),
        ('base', '0004_the_house_has_settings_and_people_a_telephone'),
        ('base', '0005_the_settings_of_the_house_stand_once'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        BtreeGistExtension(),
        AtOnce([
            migrations.CreateModel(
                name='Heartbeat',
                fields=[
                    ('name', models.CharField(max_length=50, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('role', models.CharField(blank=True, choices=[('', 'person of an institution'), ('stakeholder', 'stakeholder'), ('nhri', 'national human rights institution'), ('secretariat', 'secretariat'), ('administrator', 'administrator')], default='', max_length=20, verbose_name='role')),
                    ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                    ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية'), ('ru', 'Русский'), ('zh-hans', '中文')], default='en', max_length=10, verbose_name='language')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='joined')),
                    ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_whatever_its_case'), models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='user_email_not_blank')],
                },
            ),
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('content', models.FileField(max_length=200, upload_to=nmrf.base.models.file.random_name)),
                    ('name', models.CharField(max_length=255, verbose_name='file name')),
                    ('media_type', models.CharField(max_length=100)),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('stored_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('stored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='stored_file_has_a_name'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='stored_file_has_its_digest')],
                },
            ),
            migrations.CreateModel(
                name='HouseSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('only', models.BooleanField(default=True, editable=False)),
                    ('home_state', models.CharField(blank=True, max_length=3, verbose_name='State')),
                    ('site_name', models.CharField(blank=True, max_length=120, verbose_name='name of the site')),
                    ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية'), ('ru', 'Русский'), ('zh-hans', '中文')], max_length=10), blank=True, default=list, size=None, verbose_name='languages')),
                    ('time_zone', models.CharField(blank=True, max_length=60, verbose_name='time zone')),
                    ('from_email', models.EmailField(blank=True, max_length=254, verbose_name='sender of mail')),
                    ('mail_tested_at', models.DateTimeField(blank=True, null=True, verbose_name='test mail arrived')),
                    ('steps_done', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='steps done')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='set-up finished')),
                    ('code_digest', models.CharField(blank=True, max_length=64)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='logo')),
                ],
                options={
                    'verbose_name': 'settings of the house',
                    'verbose_name_plural': 'settings of the house',
                    'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='house_settings_one_row'), models.UniqueConstraint(models.F('only'), name='house_settings_once'), models.CheckConstraint(condition=models.Q(('home_state', ''), ('home_state__regex', '^[A-Z]{3}$'), _connector='OR'), name='house_settings_state_has_three_letters')],
                },
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('task', models.CharField(max_length=100)),
                    ('payload', models.JSONField(default=dict)),
                    ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='queued', max_length=10)),
                    ('step', models.CharField(blank=True, max_length=200, verbose_name='step')),
                    ('done', models.PositiveBigIntegerField(default=0)),
                    ('total', models.PositiveBigIntegerField(default=0)),
                    ('result', models.JSONField(default=dict)),
                    ('error', models.TextField(blank=True)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('worker', models.UUIDField(blank=True, null=True)),
                    ('lease_until', models.DateTimeField(default=django.utils.timezone.now)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(models.F('lease_until'), condition=models.Q(('state__in', ['queued', 'running'])), name='job_open_by_lease')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ['queued', 'running'])), models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), _connector='OR'), name='job_over_when_finished'), models.CheckConstraint(condition=models.Q(('total', 0), ('done__lte', models.F('total')), _connector='OR'), name='job_done_within_total')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('key', models.CharField(max_length=200)),
                    ('text', models.CharField(max_length=500)),
                    ('address', models.CharField(max_length=300)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-created_at'],
                    'constraints': [models.UniqueConstraint(models.F('to'), models.F('key'), name='notice_told_once')],
                },
            ),
            migrations.CreateModel(
                name='Operation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=60, verbose_name='kind')),
                    ('label', models.CharField(max_length=300, verbose_name='what')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                    ('size', models.PositiveIntegerField(default=0, verbose_name='rows')),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                    ('kept', models.JSONField(blank=True, default=list, verbose_name='left when it was undone')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='operations', to=settings.AUTH_USER_MODEL)),
                    ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='operations_undone', to=settings.AUTH_USER_MODEL)),
                    ('skipped', models.JSONField(blank=True, default=list, verbose_name='left out when it was done')),
                ],
                options={
                    'ordering': ['-at'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), ('undone_at__isnull', False), _connector='OR'), name='operation_undone_by_somebody')],
                },
            ),
            *_history.TABLES,
            *_history.TRIGGERS,
        ]),
    ]
