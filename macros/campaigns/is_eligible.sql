{#
  Whether a customer is one of those whom an offer is for: by segment, lifecycle stage and value.

  offers: name of a relation with the columns segments, not_segments, stages and top_value_share of seeds/offers.csv.
  customers: name of a relation with segment, lifecycle_stage and top_value_share (see the macro of that name).
#}
{% macro is_eligible(offers, customers) -%}
    ({{ offers }}.segments is null or list_contains(string_split({{ offers }}.segments, '|'), {{ customers }}.segment))
    and ({{ offers }}.not_segments is null or not list_contains(string_split({{ offers }}.not_segments, '|'), {{ customers }}.segment))
    and ({{ offers }}.stages is null or list_contains(string_split({{ offers }}.stages, '|'), {{ customers }}.lifecycle_stage))
    and ({{ offers }}.top_value_share is null or {{ customers }}.top_value_share <= cast({{ offers }}.top_value_share as double))
{%- endmacro %}
