{#
  The rows of a table of customers and products without what is withheld from that customer, see withheld_products.

  candidates: a relation or CTE with the column customer_id.
  product_number: its column that holds the product.
  Returns a select of the table's columns.
#}
{% macro not_withheld(candidates, product_number='product_number') -%}
    select candidates.*
    from {{ candidates }} as candidates
    inner join {{ ref('products') }} as products on candidates.{{ product_number }} = products.product_number
    anti join {{ ref('withheld_products') }} as by_product
        on candidates.customer_id = by_product.customer_id and candidates.{{ product_number }} = by_product.product_number
    anti join {{ ref('withheld_products') }} as by_category
        on candidates.customer_id = by_category.customer_id and products.category = by_category.category
{%- endmacro %}
