{#
  Attach the file that was published last, read-only, as `published`. Stops, with one line, where there is none, and where the working
  file holds another build: a later one that failed, was killed, or had another place to publish to.
#}
{% macro attach_published() %}
    {% set path = setting('publish_path') %}
    {% if not path %}
        {{ stop('Nothing is exported: publish_path is empty, and what is exported is the published plan') }}
    {% endif %}
    {{ plugin_call('find_published', [path]) }}
    {% do run_query('attach ' ~ dbt.string_literal(dbt.escape_single_quotes(path)) ~ ' as published (read_only)') %}
    {% set published = run_query('select build_id from published.main.this_build').columns[0][0] %}
    {% set this_build = adapter.get_relation(target.database, target.schema, 'this_build') %}
    {% set working = run_query('select build_id from ' ~ this_build).columns[0][0] if this_build is not none else 'none' %}
    {% if working != published %}
        {{ stop('Nothing is exported: the build in ' ~ target.path ~ ' is ' ~ working ~ ', the one in ' ~ path ~ ' is ' ~ published
            ~ '; a whole dbt build makes them one') }}
    {% endif %}
{% endmacro %}
