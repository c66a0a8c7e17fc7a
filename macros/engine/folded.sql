{#
  A word as words are compared: without regard to case, width (ＥＭＡＩＬ), blanks, dashes and underscores.

  text: SQL expression, text.
#}
{% macro folded(text) -%}
    {{- adapter.dispatch('folded')(text) -}}
{%- endmacro %}

{%- macro default__folded(text) -%}
    nullif(
        regexp_replace(
            lower(translate(
                {{ text }},
                '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
                '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
            )),
            '[\s\p{Z}\p{Cc}\p{Cf}\x{FE0F}_\-‐-―－＿.!。！]+', '', 'g'
        ),
        ''
    )
{%- endmacro %}
