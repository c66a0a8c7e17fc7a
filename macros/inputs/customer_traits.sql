{#
  What the shop says of its customers beside their id and when it first knew them: region, birth_year and any trait_*.

  Returns a list of names. Without a build before it, as in dbt compile, those that every shop may have.
#}
{% macro customer_traits() -%}
    {%- set names = ['region', 'birth_year'] -%}
    {%- set customers = ref('stg_customers') -%}
    {%- if execute -%}
        {%- for column in adapter.get_columns_in_relation(customers) if column.name.startswith('trait_') -%}
            {%- do names.append(column.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro %}
