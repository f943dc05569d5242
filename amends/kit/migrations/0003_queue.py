"""The queue stays quick when very much is deferred at once after a quiet time.

`procrastinate_fetch_job_v2` keeps a plan for as long as its connection lives. One made while the queue was nearly empty
reads the whole queue once for every job in it: 1,700 jobs took half a second each. It is now planned each time, for the
queue as it is, and finds jobs of one lock by an index. Tables that fill and empty within seconds are looked after at
once, not when a fifth of them has changed.
"""

from django.db import migrations

PLANNED_EACH_TIME = "alter function procrastinate_fetch_job_v2(varchar[], bigint) {} plan_cache_mode{}"

FORGET_FORMER_TASKS = """
delete from procrastinate_jobs where status = 'todo' and task_name in (
  'amends.kit.clock.prune_failed_jobs', 'amends.api.jobs.forget_keys', 'amends.notifications.jobs.forget_old',
  'amends.executions.jobs.forget_old')
"""  # kit.clock.clear_away does their work

BUSY = ("procrastinate_jobs", "procrastinate_events")
LOOKED_AFTER = {
    "autovacuum_vacuum_scale_factor": 0,
    "autovacuum_vacuum_threshold": 2000,
    "autovacuum_analyze_scale_factor": 0,
    "autovacuum_analyze_threshold": 1000,
}


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_versions"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(FORGET_FORMER_TASKS, migrations.RunSQL.noop),
        migrations.RunSQL(
            PLANNED_EACH_TIME.format("set", " = force_custom_plan"), PLANNED_EACH_TIME.format("reset", "")
        ),
        migrations.RunSQL(
            "create index kit_jobs_of_lock on procrastinate_jobs (lock, priority, id)"
            " where lock is not null and status in ('todo', 'doing')",
            "drop index kit_jobs_of_lock",
        ),
        *(
            migrations.RunSQL(
                f"alter table {table} set ({', '.join(f'{name} = {value}' for name, value in LOOKED_AFTER.items())})",
                f"alter table {table} reset ({', '.join(LOOKED_AFTER)})",
            )
            for table in BUSY
        ),
    ]
