{#
  Stop, with one line, where var `shop` names no shop.
#}
{% macro check_shop() %}
    {% if var('shop') not in var('shops') %}
        {{ stop("shop '" ~ var('shop') ~ "' is not known: it is one of " ~ var('shops').keys() | join(', ')
            ~ ", or a new line under `shops` in dbt_project.yml") }}
    {% endif %}
{% endmacro %}
