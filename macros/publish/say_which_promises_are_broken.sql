{#
  After a build: one line per promise of a table that is broken (data test `sound`), with how many rows break it.

  results: what dbt hands to on-run-end.
#}
{% macro say_which_promises_are_broken(results) %}
    {% for result in results if result.status in ['fail', 'warn'] and result.node.test_metadata and result.node.test_metadata.name == 'sound' %}
        {% for row in run_query(result.node.compiled_code ~ ' order by promise').rows %}
            {{ log(result.node.file_key_name.split('.')[1] ~ ': ' ~ row[0] ~ ' (' ~ row[1] ~ ' rows)', info=true) }}
        {% endfor %}
    {% endfor %}
{% endmacro %}
