{#
  One sentence that says why a customer would want a listed product.

  scores: SQL name of a row of listed_scores.
  because, terms: SQL names of the joined rows of products and listed_terms.
#}
{% macro listed_reason(scores, because, terms) -%}
    case {{ scores }}.evidence
        when 'own_history'
            then concat(
                'Bought ', {{ scores }}.n_orders, case when {{ scores }}.n_orders = 1 then ' time' else ' times' end,
                ', last ', {{ scores }}.days_since_last, ' days ago'
            )
        when 'similar_products'
            then 'Because of ' || {{ because }}.product_name || {{ in_percent(scores ~ '.because_share') }}
        when 'resembling_products'
            then 'Resembles what they buy: '
            || {{ term_in_words(terms ~ '.kind', terms ~ '.term') }} || {{ in_percent(scores ~ '.because_share') }}
        when 'segment_popularity' then 'As popular as it is in the segment ' || {{ scores }}.segment
        else 'As popular as it is with everyone'
    end
{%- endmacro %}
