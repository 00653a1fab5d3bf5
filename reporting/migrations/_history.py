"""The history of this room: a table of versions beside each that is kept, and the triggers that write it."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from nmrf.base.migrations._kept import kept

TABLES = [
    migrations.CreateModel(
        name='ReportEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
            ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('ar', 'العربية')], max_length=10, verbose_name='language')),
            ('guideline', models.CharField(max_length=60, verbose_name='guideline')),
            ('state', models.CharField(choices=[('compiling', 'being compiled'), ('draft', 'draft'), ('failed', 'could not be compiled')], default='compiling', max_length=12, verbose_name='state')),
            ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
            ('word_count', models.PositiveIntegerField(default=0, verbose_name='words')),
            ('word_limit', models.PositiveIntegerField(blank=True, null=True, verbose_name='word limit')),
            ('compiled', models.JSONField(blank=True, default=dict)),
            ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ('compiled_at', models.DateTimeField(blank=True, null=True, verbose_name='compiled')),
            ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
            ('job', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='base.job')),
            ('mechanism', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.mechanism', verbose_name='mechanism')),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.report')),
            ('since_document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.document', verbose_name='since')),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='ReportSectionEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('key', models.CharField(max_length=40)),
            ('level', models.PositiveSmallIntegerField(default=1)),
            ('number', models.CharField(blank=True, max_length=20)),
            ('title', models.CharField(max_length=300, verbose_name='title')),
            ('position', models.PositiveSmallIntegerField()),
            ('has_chart', models.BooleanField(default=False)),
            ('tables', models.JSONField(blank=True, default=list)),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.reportsection')),
            ('report', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.report')),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='ReportParagraphEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('number', models.PositiveIntegerField()),
            ('kind', models.CharField(choices=[('text', 'text'), ('recommendation', 'recommendation'), ('update', 'what was done'), ('gap', 'gap')], max_length=20)),
            ('heading', models.CharField(blank=True, max_length=200)),
            ('label', models.CharField(blank=True, max_length=400)),
            ('text', models.TextField()),
            ('language', models.CharField(max_length=10)),
            ('is_quoted', models.BooleanField(default=False)),
            ('original_mark', models.CharField(blank=True, max_length=120)),
            ('status', models.CharField(blank=True, max_length=2)),
            ('status_word', models.CharField(blank=True, max_length=100)),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.reportparagraph')),
            ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.recommendation')),
            ('report', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.report')),
            ('section', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.reportsection')),
        ],
        options={
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='ReportSourceEvent',
        fields=[
            ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
            ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
            ('pgh_label', models.TextField(help_text='The event label.')),
            ('id', models.BigIntegerField()),
            ('number', models.PositiveIntegerField()),
            ('text', models.TextField()),
            ('address', models.URLField(blank=True, max_length=500)),
            ('paragraph', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.reportparagraph')),
            ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.reportsource')),
            ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='recommendations.recommendation')),
            ('status_update', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='focal_points.statusupdate')),
        ],
        options={
            'abstract': False,
        },
    ),
]

TRIGGERS = [
    *kept(
        "reporting",
        "Report",
        "compiled compiled_at created_at created_by_id guideline id job_id language mechanism_id "
        "public_id since_document_id state title word_count word_limit",
    ),
    *kept("reporting", "ReportSection", "has_chart id key level number position report_id tables title"),
    *kept(
        "reporting",
        "ReportParagraph",
        "heading id is_quoted kind label language number original_mark recommendation_id report_id "
        "section_id status status_word text",
    ),
    *kept(
        "reporting",
        "ReportSource",
        "address id number paragraph_id recommendation_id status_update_id text",
    ),
]
