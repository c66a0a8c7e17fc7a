{#
  The words of seeds/known_words.csv about one thing, folded, with what they mean; about channels also the names of seeds/channels.csv.

  about: channel, consent, response, status or arm.
  no_sales: further words for an order that is no sale.
#}
{% macro words_about(about, no_sales=[]) -%}
    {#- The names of the shop's own channels go before others; of two meanings the one that allows less. -#}
    select
        word,
        min_by(meaning, (place, meaning)) as meaning
    from (
        select 2 as place, {{ folded('word') }} as word, meaning
        from {{ ref('known_words') }}
        where about = '{{ about }}'
        {% if about == 'channel' %}
        union all
        select 1 as place, {{ folded('channel') }} as word, channel as meaning
        from {{ ref('channels') }}
        {% endif %}
        {% for word in no_sales or [] %}
        union all
        select 1 as place, {{ folded(dbt.string_literal(dbt.escape_single_quotes(word | string))) }} as word, 'no sale' as meaning
        {% endfor %}
    ) as words
    group by word
{%- endmacro %}
