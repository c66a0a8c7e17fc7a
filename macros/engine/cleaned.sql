{#
  A value as it was meant: without invisible characters, blanks around it, a spreadsheet's ="…" or leading apostrophe, and missing
  where it only says that it is missing (NULL, NaN, None, #N/A).

  text: SQL expression, text.
#}
{% macro cleaned(text) -%}
    {{- adapter.dispatch('cleaned')(text) -}}
{%- endmacro %}

{#- Most values have nothing to clean: one look tells. -#}
{% macro default__cleaned(text) -%}
    case
        when regexp_full_match({{ text }}, '[!#-&(-<>-~]+') and not regexp_full_match({{ text }}, 'NULL|null|NaN|nan|None|#N/A|<NA>|\\N') then {{ text }}
        else
            nullif(regexp_replace(
                regexp_replace(
                    regexp_replace({{ text }}, '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}]', '', 'g'),
                    '^[\s\p{Z}]+|[\s\p{Z}]+$', '', 'g'
                ),
                '^="?([^"]*)"?$|^''([^'']*)$|^(?:NULL|null|NaN|nan|None|#N/A|<NA>|\\N)$', '\1\2'
            ), '')
    end
{%- endmacro %}
