{#
  What `shops` in dbt_project.yml says of the shop that is built: a dict of tables and time_zone. Stops the build,
  with one line, where var `shop` names none of them.

  Most of what is built begins here: so the first model that asks, while dbt still reads the project, has all vars checked.
#}
{% macro this_shop() %}
    {% if not execute %} {% do check_vars() %} {% endif %}
    {% set shop, shops = setting('shop'), setting('shops') %}
    {% if shops is not mapping or shop not in shops %}
        {{ stop("shop '" ~ shop ~ "' is not known: it is one of " ~ (shops if shops is mapping else []) | join(', ')
            ~ ", or a new line under `shops` in dbt_project.yml") }}
    {% elif not shops[shop].tables or shops[shop].tables is string %}
        {{ stop("shop '" ~ shop ~ "' has no list of tables under `shops` in dbt_project.yml") }}
    {% endif %}
    {{ return(shops[shop]) }}
{% endmacro %}
