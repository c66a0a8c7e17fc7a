{#
  Stop, with one line, at a time zone that the engine does not know.

  zone: its name.
  where: where it was written, for the message.
#}
{% macro check_time_zone(zone, where) %}
    {% if not run_query("select count(*) from pg_timezone_names() where name = '" ~ dbt.escape_single_quotes(zone) ~ "'").columns[0][0] %}
        {% set known = run_query("select name from pg_timezone_names() where name like '%/%' order by name").columns[0] %}
        {{ stop(where ~ "time_zone '" ~ zone ~ "' is not known; the nearest is " ~ nearest_name(zone, known)) }}
    {% endif %}
{% endmacro %}
