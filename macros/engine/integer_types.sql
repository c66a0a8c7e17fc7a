{#
  The names that the engine gives to types of whole numbers.
#}
{% macro integer_types() %}
    {{ return(adapter.dispatch('integer_types')()) }}
{% endmacro %}

{% macro default__integer_types() %}
    {{ return(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'INT', 'LONG', 'SHORT']) }}
{% endmacro %}
