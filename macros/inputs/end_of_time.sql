{#
  The first moment (UTC) that a past event cannot lie in: the end of the day `as_of` in the shop's time zone; where
  `as_of` is not set, a day after this run started. That is the only use of the clock: it decides nothing about
  rows whose dates are possible, so the same rows give the same tables on any later day.
#}
{% macro end_of_time() -%}
    {%- if setting('as_of') -%}
        {{ day_start("(cast('" ~ setting('as_of') ~ "' as date) + interval 1 day)") }}
    {%- else -%}
        timestamp '{{ (run_started_at + modules.datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S") }}'
    {%- endif -%}
{%- endmacro %}
