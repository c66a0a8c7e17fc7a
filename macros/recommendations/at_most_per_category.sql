{#
  The rows of a table of customers and products with at most var max_per_category of one category for each key, the first
  in an order; a product without a category is one of its own. All rows where the var is 0.

  candidates: a relation or CTE with the column product_number.
  keys: columns, separated by commas, of what the limit holds for, for example 'customer_id, recommendation_kind'.
  order_by: columns of candidates, separated by commas, that put the best first and leave no tie.
  Returns a select of the table's columns.
#}
{% macro at_most_per_category(candidates, keys, order_by) -%}
    {%- set products = ref('products') -%}  {#- Named whatever the var is: what dbt parses depends on no var. -#}
    select candidates.*
    from {{ candidates }} as candidates
    {%- if setting('max_per_category') > 0 %}
    inner join (select product_number, category from {{ products }}) as shelves
        on candidates.product_number = shelves.product_number
    qualify row_number() over (
        partition by {{ keys }}, shelves.category, case when shelves.category is null then candidates.product_number end
        order by {{ order_by }}
    ) <= {{ setting('max_per_category') }}
    {%- endif %}
{%- endmacro %}
