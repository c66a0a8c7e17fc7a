{#
  The value of a var: what --vars or dbt_project.yml says, or the default of the list (see settings). A number or a list that
  is none stops dbt while it reads the project, before a formula breaks on it; check_vars asks after the rest.

  name: a name of the list.
#}
{% macro setting(name) %}
    {% for group in settings().values() if name in group %}
        {% set default, kind, _ = group[name] %}
        {% set value = var(name, default) %}
        {% if not execute and value != default and default is not string and default is not mapping %}
            {% do check_value(name, value, kind) %}
        {% endif %}
        {{ return(value) }}
    {% endfor %}
    {{ stop(name ~ ' is not in the list of macros/settings/settings.sql') }}
{% endmacro %}
