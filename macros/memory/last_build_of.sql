{#
  A table as the last build left it, read before this build writes it anew. A source, as a ref would be a cycle.

  model: the model's name, a table of the source `memory`.
  columns: those that the table must have; a version of Basketry that had others is as good as no build.
  Returns the relation, or none where there was no build, or with --full-refresh, which forgets it.
#}
{% macro last_build_of(model, columns) %}
    {% set left = source('memory', model) %}
    {% if execute and not flags.FULL_REFRESH %}
        {% set found = adapter.get_relation(database=target.database, schema=left.schema, identifier=left.identifier) %}
        {% if found is not none %}
            {% set names = adapter.get_columns_in_relation(found) | map(attribute='name') | list %}
            {{ return(found if columns | reject('in', names) | list == [] else none) }}
        {% endif %}
    {% endif %}
    {{ return(none) }}
{% endmacro %}
