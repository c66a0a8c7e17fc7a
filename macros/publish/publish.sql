{#
  After a build in which everything passed: copy the public tables, with their comments and the build's id, into a
  file beside var `publish_path` and move it over that in one step. BI tools read that file: it is never locked by a build and
  never holds half of one. Where anything failed, or only a part was built, the last good file stays.

  results: what dbt hands to on-run-end.
#}
{% macro publish(results) %}
    {% if execute and flags.WHICH == 'build' and setting('publish_path') and invocation_args_dict.get('selector') != 'check' %}
        {% set marts = [] %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' and node.access == 'public' %}
            {% do marts.append(node.name) %}
        {% endfor %}
        {% set good = results | selectattr('status', 'equalto', 'success') | map(attribute='node.name') | list %}
        {% set bad = results | selectattr('status', 'in', ['error', 'fail', 'skipped', 'partial success']) | list %}
        {% set missing = marts | reject('in', good) | list %}
        {% if bad %}
            {{ log('Not published: ' ~ bad | length ~ ' nodes failed or were skipped; ' ~ setting('publish_path') ~ ' stays as it was', info=true) }}
        {% elif missing %}
            {{ log('Not published: this build did not make ' ~ missing | sort | join(', ') ~ '; '
                ~ setting('publish_path') ~ ' stays as it was', info=true) }}
        {% else %}
            {% do check_columns_of_marts(marts) %}
            {{ copy_marts(marts | sort, setting('publish_path')) }}
            {{ log('Published ' ~ marts | length ~ ' tables in ' ~ setting('publish_path'), info=true) }}
        {% endif %}
    {% endif %}
{% endmacro %}
