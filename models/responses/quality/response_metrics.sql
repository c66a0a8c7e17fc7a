-- One row per target, offer kind, method, purpose and metric, of predictions of cases that were not learned from.
{% set key = 'target, offer_kind, method, purpose' %}
with

curves as (

    select
        *,
        cast(10 * n_below as bigint) // cast(all_cases as bigint) as tenth,
        -- What share of these cases is among the best tenth, and the best three, of all.
        least(greatest(0.1 * all_cases - n_above, 0), n_cases) / n_cases as taken_10,
        least(greatest(0.3 * all_cases - n_above, 0), n_cases) / n_cases as taken_30,
        -- The area under the curve of what is gained, from the score before to this one.
        (gained + coalesce(lag(gained) over by_score, 0)) / 2 * n_cases / all_cases as area
    from {{ ref('response_curves') }}
    window by_score as (partition by {{ key }} order by score desc)

),

tenths as (

    select
        {{ key }},
        tenth,
        abs(cast(sum(cast(n_cases * score as decimal(27, 9))) as double) - sum(n_responses)) / max(all_cases) as error
    from curves
    where target = 'response'
    group by {{ key }}, tenth

),

measured as (

    select
        {{ key }},
        cast(sum(n_responses * (2 * n_refusals_below + n_cases - n_responses)) as double)
        / nullif(2 * max(all_responses) * max(all_cases - all_responses), 0) as auc,
        cast(
            -sum(
                cast(
                    n_responses * ln(greatest(score, 1e-15)) + (n_cases - n_responses) * ln(greatest(1 - score, 1e-15)) as decimal(27, 9)
                )
            ) as double
        ) / max(all_cases) as log_loss,
        {{ ordered_sum('n_responses * taken_10', 'score') }} / nullif(0.1 * max(all_responses), 0) as lift_at_10
    from curves
    where target = 'response'
    group by {{ key }}

),

moved as (

    select
        {{ key }},
        {% for share in [10, 30] %}
        {{ ordered_sum('cast(treated_responses as double) * taken_' ~ share, 'score') }}
        / nullif({{ ordered_sum('cast(treated as double) * taken_' ~ share, 'score') }}, 0)
        - {{ ordered_sum('cast(held_out_responses as double) * taken_' ~ share, 'score') }}
        / nullif({{ ordered_sum('cast(held_out as double) * taken_' ~ share, 'score') }}, 0) as uplift_at_{{ share }},
        {% endfor %}
        {{ ordered_sum('area', 'score') }} - min_by(gained, score) / 2 as qini
    from curves
    where target = 'uplift'
    group by {{ key }}

)

select
    {{ key }},
    'calibration_error' as metric,
    {{ ordered_sum('error', 'tenth') }} as value
from tenths
group by {{ key }}
{% for table, metrics in [('measured', ['auc', 'log_loss', 'lift_at_10']), ('moved', ['qini', 'uplift_at_10', 'uplift_at_30'])] %}
{% for metric in metrics %}
union all
select
    {{ key }},
    '{{ metric }}' as metric,
    {{ metric }} as value
from {{ table }}
{% endfor %}
{% endfor %}
