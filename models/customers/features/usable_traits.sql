-- One row per customer whom the shop describes, with what may be used of it: a trait of never_features is missing here.
{% set traits = customer_traits() %}
{% for name in setting('never_features') or [] if traits | length > 2 and name[-1:] != '*' and name not in traits %}
    {{ stop('never_features names ' ~ name ~ ', which customers do not have; they have ' ~ traits | join(', ')) }}
{% endfor %}
select
    {% for name in traits %}
    {% set null_kind = column_type('year' if name == 'birth_year' else 'text') %}
    {{ 'cast(null as ' ~ null_kind ~ ')' if never_a_feature(name) else quoted(name) }} as {{ quoted(name) }},
    {% endfor %}
    customer_id
from {{ ref('stg_customers') }}
