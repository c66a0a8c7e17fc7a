{#
  A number in [0, 1) that belongs to a key for ever: uniform over keys, the same on every engine and rebuild.

  parts: SQL expressions that make the key; var build_seed is always the first part.
  Taken from the first 13 hexadecimal digits of md5, which a double holds exactly.
#}
{% macro hash_share(parts) -%}
    {{- adapter.dispatch('hash_share')(parts) -}}
{%- endmacro %}

{% macro default__hash_share(parts) -%}
    cast(cast('0x' || substr(md5(concat_ws('|', '{{ dbt.escape_single_quotes(setting("build_seed") | string) }}', {{ parts | join(', ') }})), 1, 13) as bigint) as double)
    / 4503599627370496
{%- endmacro %}
