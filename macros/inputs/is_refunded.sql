{#
  Whether all that a line of an order cost was paid back, by its status or its refund: then it was not bought.

  line: the relation that has the columns of checked_order_lines and gross.
#}
{% macro is_refunded(line) -%}
    (
        coalesce({{ line }}.status = 'returned', false)
        or coalesce({{ line }}.refund > 0 and {{ line }}.refund >= {{ line }}.gross - coalesce({{ line }}.discount, 0), false)
    )
{%- endmacro %}
