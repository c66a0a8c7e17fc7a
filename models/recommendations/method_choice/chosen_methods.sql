-- One row per target: the method that was best in the days after earlier_1, before those that measure it.
with

-- The parts of the ranker stand there to be compared: trees learn by heart what others did in the same days, which flatters them.
measured as (

    select
        target,
        method,
        {{ exact_mean('ndcg') }} as ndcg
    from {{ ref('method_gains') }}
    where
        history = 'earlier_1'
        and (target = 'new' or method <> 'popularity')
        and method not in ('boosted_trees', 'neural_network')
    group by target, method

),

-- A shop too young to have been measured is served by what needs no measuring.
candidates as (

    select * from measured
    union all
    select
        'all' as target,
        'own_history' as method,
        cast(null as double) as ndcg
    union all
    select
        'new' as target,
        'ease' as method,
        cast(null as double) as ndcg

)

select
    target,
    method,
    ndcg
from candidates
qualify row_number() over (partition by target order by ndcg desc nulls last, method) = 1
