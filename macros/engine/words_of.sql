{#
  The words of a text in small letters, as a list, one that stands twice twice: of at least three letters, for sizes and units say
  little ("12 OZ"). Chinese has no spaces: there each two
  neighbouring characters are a word, and a single one by itself.

  text: SQL expression; a missing one has no words.
#}
{% macro words_of(text) -%}
    {{- adapter.dispatch('words_of')(text) -}}
{%- endmacro %}

{% macro default__words_of(text) -%}
    list_concat(
        regexp_extract_all(regexp_replace(lower({{ text }}), '\p{Han}+', ' ', 'g'), '[\p{L}\p{M}]{3,}'),
        flatten(list_transform(
            regexp_extract_all({{ text }}, '\p{Han}+'),
            lambda run: list_transform(
                range(1, greatest(length(run), 2)), lambda place: substr(run, cast(place as bigint), 2)
            )
        ))
    )
{%- endmacro %}
