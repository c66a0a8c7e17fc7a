{#
  Stop, with one line, at a var that there is not, that was renamed, or whose value cannot be meant: of all that --vars and
  dbt_project.yml give. This costs seconds less than to find out when the build is under way (see this_shop).
#}
{% macro check_vars() %}
    {% set given = dict(adapter.config.vars.vars) %}
    {% do given.update(given.pop(project_name, {})) %}
    {% do given.update(adapter.config.cli_vars) %}
    {% set known = {} %}
    {% for group in settings().values() %} {% do known.update(group) %} {% endfor %}
    {% for name, value in given.items() %}
        {% if name not in known %}
            {% do stop_at_unknown_var(name, known, given.shops) %}
        {% elif value != known[name][0] or value is boolean or value is float and known[name][0] is integer %}
            {% do check_value(name, value, known[name][1]) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
