{#
  The value of a var: what --vars or dbt_project.yml says, or the default of the list (see settings). A value that cannot
  be meant stops dbt while it reads the project, before a formula breaks on it.

  name: a name of the list.
#}
{% macro setting(name) %}
    {% for group in settings().values() if name in group %}
        {% set default, kind, _ = group[name] %}
        {% set value = var(name, default) %}
        {% if not execute and (value != default or value is boolean or value is float and default is integer) %}
            {% do check_value(name, value, kind) %}
        {% endif %}
        {{ return(value) }}
    {% endfor %}
    {{ stop(name ~ ' is not in the list of macros/settings/settings.sql') }}
{% endmacro %}
