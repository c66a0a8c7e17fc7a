{#
  The relation through which a shop brings a table of the contract.

  table: a table of the contract.
  Returns ref('<shop>_<table>'), or none where the shop has no such table.
#}
{% macro input(table) %}
    {% set shop = var('shop') %}
    {% if shop not in var('shops') %}
        {{ stop("shop '" ~ shop ~ "' is not known: it is one of " ~ var('shops').keys() | join(', ')
            ~ ", or a new line under `shops` in dbt_project.yml") }}
    {% endif %}
    {{ return(ref(shop ~ '_' ~ table) if table in var('shops')[shop]['tables'] else none) }}
{% endmacro %}
