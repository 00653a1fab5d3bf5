"""The tables of what is told: reports.

It stands for all that came before; a database that has those passes on from here.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from nmrf.base.quick_migrations import AtOnce

from . import _history


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ('reporting', '0001_draft_reports'),
        ('reporting', '0002_history_is_written_once_a_statement'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('base', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('recommendations', '0001_tables'),
        ('focal_points', '0001_tables'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('ar', 'العربية')], max_length=10, verbose_name='language')),
                    ('guideline', models.CharField(max_length=60, verbose_name='guideline')),
                    ('state', models.CharField(choices=[('compiling', 'being compiled'), ('draft', 'draft'), ('failed', 'could not be compiled')], default='compiling', max_length=12, verbose_name='state')),
                    ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                    ('word_count', models.PositiveIntegerField(default=0, verbose_name='words')),
                    ('word_limit', models.PositiveIntegerField(blank=True, null=True, verbose_name='word limit')),
                    ('compiled', models.JSONField(blank=True, default=dict)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('compiled_at', models.DateTimeField(blank=True, null=True, verbose_name='compiled')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                    ('job', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report', to='base.job')),
                    ('mechanism', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='recommendations.mechanism', verbose_name='mechanism')),
                    ('since_document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recommendations.document', verbose_name='since')),
                ],
                options={
                    'verbose_name': 'draft report',
                    'verbose_name_plural': 'draft reports',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('compiled_at__isnull', False), models.Q(('title', ''), _negated=True)), _connector='OR'), name='report_draft_has_a_title_and_a_moment')],
                },
            ),
            migrations.CreateModel(
                name='ReportSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40)),
                    ('level', models.PositiveSmallIntegerField(default=1)),
                    ('number', models.CharField(blank=True, max_length=20)),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('has_chart', models.BooleanField(default=False)),
                    ('tables', models.JSONField(blank=True, default=list)),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='reporting.report')),
                ],
                options={
                    'verbose_name': 'section of a report',
                    'verbose_name_plural': 'sections of reports',
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(models.F('report'), models.F('position'), name='report_section_one_a_place'), models.CheckConstraint(condition=models.Q(('level__in', [1, 2])), name='report_section_level_one_or_two')],
                },
            ),
            migrations.CreateModel(
                name='ReportParagraph',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                    ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_paragraphs', to='recommendations.recommendation')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paragraphs', to='reporting.report')),
                    ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paragraphs', to='reporting.reportsection')),
                ],
                options={
                    'verbose_name': 'paragraph of a report',
                    'verbose_name_plural': 'paragraphs of reports',
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(models.F('report'), models.F('number'), name='report_paragraph_number_once'), models.UniqueConstraint(models.F('report'), models.F('recommendation'), condition=models.Q(('kind', 'recommendation')), name='report_recommendation_exactly_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'recommendation'), _negated=True), ('recommendation__isnull', False), _connector='OR'), name='report_recommendation_is_one')],
                },
            ),
            migrations.CreateModel(
                name='ReportSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('text', models.TextField()),
                    ('address', models.URLField(blank=True, max_length=500)),
                    ('paragraph', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='reporting.reportparagraph')),
                    ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_sources', to='recommendations.recommendation')),
                    ('status_update', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_sources', to='focal_points.statusupdate')),
                ],
                options={
                    'verbose_name': 'source of a paragraph',
                    'verbose_name_plural': 'sources of paragraphs',
                    'ordering': ['number'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='report_source_says_something')],
                },
            ),
            *_history.TABLES,
            *_history.TRIGGERS,
        ]),
    ]
