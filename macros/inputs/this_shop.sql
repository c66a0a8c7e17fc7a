{#
  What `shops` in dbt_project.yml says of the shop that is built: a dict of tables and time_zone. Stops the build,
  with one line, where var `shop` names none of them.
#}
{% macro this_shop() %}
    {% if var('shop') not in var('shops') %}
        {{ stop("shop '" ~ var('shop') ~ "' is not known: it is one of " ~ var('shops').keys() | join(', ')
            ~ ", or a new line under `shops` in dbt_project.yml") }}
    {% endif %}
    {{ return(var('shops')[var('shop')]) }}
{% endmacro %}
